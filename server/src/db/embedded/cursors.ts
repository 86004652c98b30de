/** Open cursors. One that nobody asks for ten minutes is closed. */
import { randomBytes } from 'node:crypto';
import { BsonWriter } from './bson/write.ts';
import { Type } from './bson/raw.ts';
import { CommandError } from './errors.ts';
import type { Raw } from './bson/raw.ts';
import type { Source } from './aggregate/source.ts';

const idleMs = 10 * 60_000;
/** Documents of the first batch when the client names no size. */
export const firstBatchSize = 101;
const maxBatchBytes = 16 * 1024 * 1024;
const maxOpen = 10_000;

export interface Cursor {
  /** 0 until a reply leaves it open. */
  id: bigint;
  namespace: string;
  source: Source;
  /** Read but not sent: it did not fit, or was read to see whether there is more. */
  next: Raw | undefined;
  usedAt: number;
}

export class Cursors {
  readonly #open = new Map<bigint, Cursor>();

  get size(): number {
    return this.#open.size;
  }

  create(namespace: string, source: Source): Cursor {
    if (this.#open.size >= maxOpen)
      throw new CommandError('CommandFailed', `too many open cursors: ${maxOpen}`);
    return { id: 0n, namespace, source, next: undefined, usedAt: Date.now() };
  }

  get(id: bigint, namespace: string): Cursor {
    const cursor = this.#open.get(id);
    if (!cursor) throw new CommandError('CursorNotFound', `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new CommandError(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    return cursor;
  }

  kill(id: bigint): boolean {
    return this.#open.delete(id);
  }

  closeIdle(): void {
    const before = Date.now() - idleMs;
    for (const [id, { usedAt }] of this.#open) if (usedAt < before) this.#open.delete(id);
  }

  /** Writes a batch as the reply of a command; the cursor stays open while there is more. */
  reply(cursor: Cursor, batchName: 'firstBatch' | 'nextBatch', size: number, single = false): Buffer {
    const writer = new BsonWriter(1024);
    const whole = writer.begin();
    writer.name(Type.object, 'cursor');
    const inner = writer.begin();
    writer.name(Type.array, batchName);
    const batch = writer.begin();
    let count = 0;
    let document = cursor.next ?? (size > 0 ? cursor.source.next() : undefined);
    while (document && count < size) {
      if (count > 0 && writer.length + document.end - document.start > maxBatchBytes) break;
      writer.raw(String(count), document);
      count += 1;
      document = cursor.source.next();
    }
    writer.end(batch);
    cursor.source.suspend();
    cursor.next = document;
    cursor.usedAt = Date.now();
    const more = !single && (document !== undefined || size === 0);
    if (more) {
      if (cursor.id === 0n) cursor.id = newCursorId();
      this.#open.set(cursor.id, cursor);
    } else this.#open.delete(cursor.id);
    writer.long('id', more ? cursor.id : 0n);
    writer.string('ns', cursor.namespace);
    writer.end(inner);
    writer.double('ok', 1);
    writer.end(whole);
    return writer.finish();
  }
}

/** Positive, and not to be guessed by another client. */
function newCursorId(): bigint {
  return (randomBytes(8).readBigInt64LE() & 0x7fffffffffffffffn) | 1n;
}
