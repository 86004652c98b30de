import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Collection, Db, Document, Sort } from 'mongodb';
import type { Database } from '../db/connect.ts';
import { databaseOf } from '../db/connect.ts';
import { backupFormat, type CollectionEnd, encodeFrame, frameTags } from './frames.ts';

/**
 * The order makes the copy a consistent one while people go on writing. What is made from the journals comes first,
 * so that it can only be behind them, which a start makes good; then the journals, each in the order of its numbers,
 * so that of each a beginning without gaps is copied; then what they refer to, such as members, which may only be
 * newer.
 */
const projections = ['channels', 'standings', 'threads', 'follows', 'reads', 'activity', 'feeds'];
const journal = 'entries';

export type BackupSummary = { collections: number; documents: number };

/** Writes all collections to `file`, which is there whole or not at all. */
export async function writeBackup(database: Database, file: string): Promise<BackupSummary> {
  const summary: BackupSummary = { collections: 0, documents: 0 };
  const draft = `${file}.part`;
  try {
    const frames = Readable.from(dumpFrames(database, summary), { objectMode: false });
    await pipeline(frames, createGzip(), createWriteStream(draft, { mode: 0o600 }));
    await syncToDisk(draft);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return summary;
}

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function* dumpFrames(database: Database, summary: BackupSummary): AsyncGenerator<Buffer> {
  const db = databaseOf(database.connection);
  yield encodeFrame(frameTags.header, {
    format: backupFormat,
    createdAt: new Date(),
    database: db.databaseName,
    engine: database.kind,
  });
  for (const name of await collectionNames(db)) {
    summary.collections += 1;
    for await (const frame of collectionFrames(db.collection(name))) {
      if (frame[0] === frameTags.document) summary.documents += 1;
      yield frame;
    }
  }
  yield encodeFrame(frameTags.end, summary);
}

async function collectionNames(db: Db): Promise<string[]> {
  const listed = await db.listCollections({}, { nameOnly: true }).toArray();
  const names = listed.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
  return names.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function rank(name: string): number {
  if (name === journal) return 1;
  return projections.includes(name) ? 0 : 2;
}

async function* collectionFrames(collection: Collection): AsyncGenerator<Buffer> {
  const name = collection.collectionName;
  const indexes = await collection.listIndexes().toArray();
  yield encodeFrame(frameTags.collection, { name, indexes: indexes.map(withoutServerFields) });

  const hash = createHash('sha256');
  let count = 0;
  const sort: Sort = name === journal ? { channelId: 1, seq: 1 } : { _id: 1 };
  for await (const document of collection.find({}, { raw: true, sort, batchSize: 500 })) {
    const bytes = document as unknown as Buffer;
    hash.update(bytes);
    count += 1;
    yield encodeFrame(frameTags.document, bytes);
  }
  const end: CollectionEnd = { name, count, sha256: hash.digest('hex') };
  yield encodeFrame(frameTags.collectionEnd, end);
}

function withoutServerFields({ v: _version, ns: _namespace, ...index }: Document): Document {
  return index;
}
