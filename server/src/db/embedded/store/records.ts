/** Keys of the record space, and reading documents from it. */
import { type Raw, rawDocument } from '../bson/raw.ts';
import type { Environment } from './environment.ts';

/** Bytes that an index key may have before it is cut; lmdb's limit is 1978. */
export const maxKeyBytes = 1900;

/** Bytes of a record id. Ids count up in each collection, so that their order is that of insertion. */
export const recordIdBytes = 6;
const keyBytes = 4 + recordIdBytes;

export function writeRecordId(target: Buffer, at: number, recordId: number): number {
  return target.writeUIntBE(recordId, at, recordIdBytes);
}

export function readRecordId(source: Uint8Array, at: number): number {
  return (
    (source[at]! * 256 + source[at + 1]!) * 0x1_0000_0000 +
    ((source[at + 2]! << 24) >>> 0) +
    ((source[at + 3]! << 16) | (source[at + 4]! << 8) | source[at + 5]!)
  );
}

const scratch = Buffer.alloc(keyBytes);

/** Shares one buffer: use before the next call. */
export function recordKey(collectionId: number, recordId: number): Buffer {
  scratch.writeUInt32BE(collectionId, 0);
  writeRecordId(scratch, 4, recordId);
  return scratch;
}

export function readRecord(env: Environment, collectionId: number, recordId: number): Raw | undefined {
  const bytes = env.records.get(recordKey(collectionId, recordId));
  return bytes ? rawDocument(bytes) : undefined;
}

export function prefixOf(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(id);
  return bytes;
}

export function lastRecordId(env: Environment, collectionId: number): number {
  for (const key of env.records.getKeys({
    start: prefixOf(collectionId + 1),
    end: prefixOf(collectionId),
    reverse: true,
    limit: 1,
  })) {
    return readRecordId(key, 4);
  }
  return 0;
}

export function countRecords(env: Environment, collectionId: number): number {
  return env.records.getKeysCount({ start: prefixOf(collectionId), end: prefixOf(collectionId + 1) });
}
