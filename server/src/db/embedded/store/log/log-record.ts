/**
 * One record of the log: the changes of one group commit, as they were made to the key spaces.
 *
 * Bytes: checksum of what follows (CRC-32, 4), length of the changes (4), generation (16), the changes.
 * A change: key space (1), length of the key (2), length of the value (4; `removed` for a removal), key, value.
 */
import { crc32 } from 'node:zlib';

export const generationBytes = 16;
export const headerBytes = 8 + generationBytes;
const changeHeaderBytes = 7;
const removed = 0xffff_ffff;

export interface Change {
  space: number;
  key: Buffer;
  /** Undefined for a removal. */
  value: Buffer | undefined;
}

/** Collects the changes of a group commit. Uses its memory again for the next. */
export class LogRecord {
  /** Beyond this many bytes nothing more is kept: such a commit does not go through the log. */
  readonly maxBytes: number;
  #bytes = Buffer.allocUnsafeSlow(64 * 1024);
  #length = headerBytes;
  #changes = 0;
  #last = headerBytes;
  #overflowed = false;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get changes(): number {
    return this.#changes;
  }

  get overflowed(): boolean {
    return this.#overflowed;
  }

  clear(): void {
    this.#length = headerBytes;
    this.#changes = 0;
    this.#overflowed = false;
  }

  put(space: number, key: Buffer, value: Buffer): void {
    if (this.#begin(space, key, value.length, value.length)) {
      this.#bytes.set(value, this.#length);
      this.#length += value.length;
    }
  }

  remove(space: number, key: Buffer): void {
    this.#begin(space, key, removed, 0);
  }

  /** Takes back the last change, once. */
  undo(): void {
    this.#changes -= 1;
    this.#length = this.#last;
  }

  #begin(space: number, key: Buffer, valueLength: number, room: number): boolean {
    this.#changes += 1;
    this.#last = this.#length;
    const needed = this.#length + changeHeaderBytes + key.length + room;
    if (needed > this.maxBytes) this.#overflowed = true;
    if (this.#overflowed) return false;
    if (needed > this.#bytes.length) this.#grow(needed);
    const bytes = this.#bytes;
    const at = this.#length;
    bytes[at] = space;
    bytes[at + 1] = key.length;
    bytes[at + 2] = key.length >>> 8;
    bytes.writeUInt32LE(valueLength, at + 3);
    bytes.set(key, at + changeHeaderBytes);
    this.#length = at + changeHeaderBytes + key.length;
    return true;
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }

  /** The record as it is written. Shares memory until the next change. */
  seal(generation: Buffer): Buffer {
    const record = this.#bytes.subarray(0, this.#length);
    record.writeUInt32LE(this.#length - headerBytes, 4);
    record.set(generation, 8);
    record.writeUInt32LE(crc32(record.subarray(4)), 0);
    return record;
  }
}

/** The whole records of a generation from the beginning of `bytes`, up to the first that is none. */
export function* readRecords(bytes: Buffer, generation: Buffer): Generator<Buffer> {
  for (let at = 0; at + headerBytes <= bytes.length;) {
    const end = at + headerBytes + bytes.readUInt32LE(at + 4);
    if (end > bytes.length || !bytes.subarray(at + 8, at + headerBytes).equals(generation)) return;
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32LE(at)) return;
    yield bytes.subarray(at, end);
    at = end;
  }
}

/** Whether a whole record of the generation begins anywhere in `bytes`. */
export function holdsRecord(bytes: Buffer, generation: Buffer): boolean {
  for (let at = bytes.indexOf(generation, 8); at >= 0; at = bytes.indexOf(generation, at + 1)) {
    if (readRecords(bytes.subarray(at - 8), generation).next().done !== true) return true;
  }
  return false;
}

export function* changesOf(record: Buffer): Generator<Change> {
  for (let at = headerBytes; at < record.length;) {
    const keyEnd = at + changeHeaderBytes + record.readUInt16LE(at + 1);
    const valueLength = record.readUInt32LE(at + 3);
    const end = valueLength === removed ? keyEnd : keyEnd + valueLength;
    yield {
      space: record[at]!,
      key: record.subarray(at + changeHeaderBytes, keyEnd),
      value: valueLength === removed ? undefined : record.subarray(keyEnd, end),
    };
    at = end;
  }
}
