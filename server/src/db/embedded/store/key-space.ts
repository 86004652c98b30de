/** One of the store's maps from bytes to bytes. What changes in it goes into the record of the commit, too. */
import type { Database, RangeOptions } from 'lmdb';
import type { LogRecord } from './log/log-record.ts';

export class KeySpace {
  readonly #database: Database<Buffer, Buffer>;
  readonly #number: number;
  readonly #record: LogRecord;

  /** @param number what the log calls it: must never change */
  constructor(database: Database<Buffer, Buffer>, number: number, record: LogRecord) {
    this.#database = database;
    this.#number = number;
    this.#record = record;
  }

  /** Within a write transaction, as all changes. */
  put(key: Buffer, value: Buffer): void {
    this.#record.put(this.#number, key, value);
    this.#database.putSync(key, value);
  }

  /** False when the key is there already: then nothing has changed. */
  add(key: Buffer, value: Buffer): boolean {
    this.#record.put(this.#number, key, value);
    // The types say that it returns nothing.
    if (this.#database.putSync(key, value, { noOverwrite: true }) as unknown as boolean) return true;
    this.#record.undo();
    return false;
  }

  remove(key: Buffer): void {
    this.#record.remove(this.#number, key);
    this.#database.removeSync(key);
  }

  /** A change from the log. */
  apply(key: Buffer, value: Buffer | undefined): void {
    if (value) this.#database.putSync(key, value);
    else this.#database.removeSync(key);
  }

  get(key: Buffer): Buffer | undefined {
    return this.#database.getBinary(key);
  }

  getRange(options: RangeOptions): Iterable<{ key: Buffer; value: Buffer }> {
    return this.#database.getRange(options) as Iterable<{ key: Buffer; value: Buffer }>;
  }

  getKeys(options: RangeOptions): Iterable<Buffer> {
    return this.#database.getKeys(options) as Iterable<Buffer>;
  }

  getKeysCount(options: RangeOptions): number {
    return this.#database.getKeysCount(options);
  }
}
