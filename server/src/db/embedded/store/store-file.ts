/**
 * What can be seen to be wrong with lmdb's file before lmdb opens it. With a missing one it would begin an empty store, and
 * of one that was cut short or written over it would die by a signal, without a word.
 */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';

/** The header of each of the two meta pages, as lmdb's `mdb.c` has it, which takes them in turn. */
const at = { magic: 24, pageSize: 48, freeRoot: 88, mainRoot: 136, transaction: 152, end: 160 } as const;
const magic = 0xbeefc0de;
/** Of a tree that is empty. */
const noPage = 0xffff_ffff_ffff_ffffn;

const advice = 'Restore a backup into an empty folder';

/** @throws where lmdb must not open the folder */
export function requireWholeStore(folder: string): void {
  const file = path.join(folder, 'data.mdb');
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) {
    if (!existsSync(path.join(folder, 'log'))) return;
    throw new Error(
      `its file ${file} is missing or empty. ${advice}; or move ${folder} away, to begin a new one.`,
    );
  }
  const first = readAt(file, 0);
  const pageSize = first.readUInt32LE(at.pageSize);
  const second = readAt(file, pageSize);
  if ([first, second].some((meta) => meta.readUInt32LE(at.magic) !== magic))
    throw new Error(`its file ${file} is damaged: it does not begin as one of its kind. ${advice}.`);
  const isNewer = second.readBigUInt64LE(at.transaction) > first.readBigUInt64LE(at.transaction);
  const newest = isNewer ? second : first;
  const roots = [at.freeRoot, at.mainRoot].map((root) => newest.readBigUInt64LE(root));
  if (roots.some((page) => page !== noPage && (page + 1n) * BigInt(pageSize) > size))
    throw new Error(`its file ${file} is damaged: it was cut short. ${advice}.`);
}

/** Zeros for what lies behind the end of the file. */
function readAt(file: string, position: number): Buffer {
  const bytes = Buffer.alloc(at.end);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, bytes, 0, bytes.length, position);
  } finally {
    closeSync(descriptor);
  }
  return bytes;
}
