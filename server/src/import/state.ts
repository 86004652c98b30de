/** How far imports have come, in the collection `imports`: what a second run of the same archive goes by. */
import { hostname } from 'node:os';
import type { Collection, Db } from 'mongodb';
import { retryUpsert } from '../core/retry-upsert.ts';
import { ArchiveError } from './archive.ts';
import type { ChannelReport } from './report.ts';

export interface ImportRow {
  _id: string;
  archive: string;
  startedAt: number;
  finishedAt: number | null;
  state: 'running' | 'done' | 'failed';
  /** Who runs it now. */
  holder: { host: string; pid: number; until: number } | null;
  /** Those that are in, in the order in which they came: nodes tell people of them. */
  channels: ChannelReport[];
  /** Other channels into which something came with a thread that had been moved there; absent: none. */
  reached?: string[];
  /** Counts up whenever there is something for nodes to tell. */
  rev: number;
}

const leaseMs = 30_000;

export function importRows(db: Db): Collection<ImportRow> {
  return db.collection<ImportRow>('imports');
}

/** Begins an import, or goes on with one that was cut off. @throws {ArchiveError} when another process is at it */
export async function beginImport(db: Db, id: string, archive: string, now: number): Promise<ImportRow> {
  const rows = importRows(db);
  const holder = { host: hostname(), pid: process.pid, until: now + leaseMs };
  const fresh = { archive, startedAt: now, finishedAt: null, channels: [], rev: 0 };
  const $setOnInsert = { ...fresh, state: 'running', holder: null } as const;
  await retryUpsert(() => rows.updateOne({ _id: id }, { $setOnInsert }, { upsert: true }));
  const row = await rows.findOne({ _id: id });
  if (!row) throw new Error('the import’s row could not be made');
  if (row.holder && isAlive(row.holder, now))
    throw new ArchiveError('This archive is being imported by another process.');
  // Only one of those who find the holder gone takes over.
  const { matchedCount } = await rows.updateOne(
    { _id: id, holder: row.holder },
    { $set: { holder, state: 'running' } },
  );
  if (matchedCount === 0) throw new ArchiveError('This archive is being imported by another process.');
  return { ...row, holder };
}

export async function holdImport(db: Db, id: string, now: number): Promise<void> {
  await importRows(db).updateOne({ _id: id }, { $set: { 'holder.until': now + leaseMs } });
}

export async function channelImported(db: Db, id: string, channel: ChannelReport): Promise<void> {
  await importRows(db).updateOne({ _id: id }, { $push: { channels: channel }, $inc: { rev: 1 } });
}

export async function channelReached(db: Db, id: string, channelId: string): Promise<void> {
  await importRows(db).updateOne({ _id: id }, { $push: { reached: channelId }, $inc: { rev: 1 } });
}

export async function endImport(
  db: Db,
  id: string,
  state: 'done' | 'failed',
  finishedAt: number,
): Promise<void> {
  await importRows(db).updateOne(
    { _id: id },
    { $set: { state, finishedAt, holder: null }, $inc: { rev: 1 } },
  );
}

function isAlive({ host, pid, until }: NonNullable<ImportRow['holder']>, now: number): boolean {
  if (until <= now) return false;
  if (host !== hostname()) return true;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
