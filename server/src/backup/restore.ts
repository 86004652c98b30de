import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { newId } from '@atrium/shared';
import type { Db, Document, IndexDescription } from 'mongodb';
import { type Database, databaseOf, restoreMark } from '../db/connect.ts';
import type { BackupSummary } from './dump.ts';
import {
  BackupError,
  backupFormat,
  type CollectionEnd,
  type CollectionStart,
  decodeContent,
  decodeDocument,
  type Frame,
  frameTags,
  type Header,
  readFrames,
} from './frames.ts';

const batchDocuments = 500;
const batchBytes = 8 * 1024 * 1024;

/**
 * Fills an empty database from a backup, checks every sum, and gives the workspace a new epoch: what clients
 * remember of positions after the backup was taken would point at other entries.
 * @throws {BackupError} when the database is not empty, or the file is damaged; what was filled is dropped then
 */
export async function restoreBackup(database: Database, file: string): Promise<BackupSummary> {
  const db = databaseOf(database.connection);
  if ((await db.listCollections({}, { nameOnly: true }).toArray()).length > 0) {
    throw new BackupError(`The database ${db.databaseName} is not empty: restore into a new one.`);
  }
  await db.createCollection(restoreMark);
  try {
    const summary = await fill(db, file);
    await db
      .collection<{ _id: string }>('workspace')
      .updateOne({ _id: 'workspace' }, { $set: { epoch: newId(), restoredAt: new Date() } });
    await db.dropCollection(restoreMark);
    return summary;
  } catch (error) {
    await db.dropDatabase();
    throw isGzipError(error)
      ? new BackupError('The file is not a backup of Atrium, or it is damaged.')
      : error;
  }
}

async function fill(db: Db, file: string): Promise<BackupSummary> {
  const unzipped = createGunzip();
  // An error of either stream ends the other, and so reaches who reads.
  pipeline(createReadStream(file), unzipped, () => undefined);
  const frames = readFrames(unzipped);
  const summary: BackupSummary = { collections: 0, documents: 0 };
  requireHeader((await frames.next()).value ?? undefined);
  let current: CollectionFiller | undefined;
  for await (const frame of frames) {
    switch (frame.tag) {
      case frameTags.collection:
        current = await startCollection(db, decodeContent<CollectionStart>(frame));
        break;
      case frameTags.document:
        await inside(current).add(frame.bytes);
        break;
      case frameTags.collectionEnd:
        summary.documents += await inside(current).finish(decodeContent<CollectionEnd>(frame));
        summary.collections += 1;
        current = undefined;
        break;
      case frameTags.end:
        return summary;
      default:
        throw new BackupError('The backup has a second header: it is damaged.');
    }
  }
  throw new BackupError('The backup was cut short: its end is missing.');
}

function requireHeader(frame: Frame | undefined): void {
  const header = frame?.tag === frameTags.header ? decodeContent<Header>(frame) : undefined;
  if (header === undefined) throw new BackupError('The file is not a backup of Atrium, or it is damaged.');
  if (header.format !== backupFormat) {
    throw new BackupError(
      `The backup has format ${header.format}; this version reads format ${backupFormat}.`,
    );
  }
}

function inside(filler: CollectionFiller | undefined): CollectionFiller {
  if (filler === undefined)
    throw new BackupError('The backup has a document outside any collection: it is damaged.');
  return filler;
}

type CollectionFiller = {
  add(bytes: Buffer): Promise<void>;
  /** Returns how many documents there were. */
  finish(end: CollectionEnd): Promise<number>;
};

async function startCollection(db: Db, { name, indexes }: CollectionStart): Promise<CollectionFiller> {
  const collection = await db.createCollection(name);
  const hash = createHash('sha256');
  let count = 0;
  let batch: Document[] = [];
  let bytesInBatch = 0;

  const flush = async () => {
    if (batch.length > 0) await collection.insertMany(batch, { ordered: true });
    batch = [];
    bytesInBatch = 0;
  };

  return {
    add: async (bytes) => {
      hash.update(bytes);
      count += 1;
      batch.push(decodeDocument(bytes));
      bytesInBatch += bytes.length;
      if (batch.length >= batchDocuments || bytesInBatch >= batchBytes) await flush();
    },
    finish: async (end) => {
      await flush();
      // After the documents: building an index once is quicker than keeping it.
      const own = indexes.filter((index) => index['name'] !== '_id_') as IndexDescription[];
      if (own.length > 0) await collection.createIndexes(own);
      if (end.count !== count || end.sha256 !== hash.digest('hex')) {
        throw new BackupError(`The collection ${name} is damaged in the backup: its sum does not agree.`);
      }
      return count;
    },
  };
}

function isGzipError(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
  );
}
