import type { Collection, Document } from 'mongodb';

/** What one insert may carry; well below what the database takes. */
const rowsMax = 2_500;
const bytesMax = 2 * 1024 * 1024;
const rowBytes = 300;

/** Gathers rows and inserts them in order. While one batch is under way the next one is gathered, and no more. */
export class BulkInsert {
  readonly #collection: Collection<Document>;
  #rows: Document[] = [];
  #bytes = 0;
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(collection: Collection<Document>) {
    this.#collection = collection;
  }

  async add(row: Document, textLength = 0): Promise<void> {
    this.#rows.push(row);
    this.#bytes += rowBytes + 3 * textLength;
    if (this.#rows.length >= rowsMax || this.#bytes >= bytesMax) await this.#send();
  }

  async flush(): Promise<void> {
    await this.#send();
    await this.#underWay;
  }

  async #send(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    this.#bytes = 0;
    await this.#underWay;
    if (rows.length === 0) return;
    this.#underWay = this.#collection.insertMany(rows, { ordered: true });
    // Whoever waits next learns of a failure; until then it is not a rejection that nobody looked at.
    this.#underWay.catch(() => undefined);
  }
}
