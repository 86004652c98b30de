import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Binary, Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeBackup } from '../../server/src/backup/dump.ts';
import { restoreBackup } from '../../server/src/backup/restore.ts';
import { readConfig } from '../../server/src/config.ts';
import { type Database, databaseOf, openDatabase, restoreMark } from '../../server/src/db/connect.ts';
import { createLog } from '../../server/src/log.ts';

const silent = createLog({ LOG_LEVEL: 'silent' }, { write: () => undefined });
let folder: string;
let file: string;
let opened: Database[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atrium-backup-'));
  file = join(folder, 'backup.atrium');
  opened = [];
});

afterEach(async () => {
  for (const database of opened) {
    await databaseOf(database.connection).dropDatabase();
    await database.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A database of its own: in a new folder, or a new one on the server that MONGO_URL names. */
async function openEmpty(): Promise<Database> {
  const database = await openNamed(`backup_${randomBytes(5).toString('hex')}`);
  opened.push(database);
  return database;
}

function openNamed(name: string): Promise<Database> {
  const server = process.env['MONGO_URL'];
  const mongoUrl = server === undefined ? {} : { MONGO_URL: withDatabase(server, name) };
  return openDatabase(readConfig({ DATA_DIR: join(folder, name), ...mongoUrl }), silent);
}

function withDatabase(url: string, name: string): string {
  return url.replace(/^(mongodb(?:\+srv)?:\/\/[^/]+)\/?[^?]*/, `$1/${name}`);
}

const everyType = {
  _id: new ObjectId('65f000000000000000000001'),
  int: new Int32(1),
  long: Long.fromString('9007199254740993'),
  double: new Double(1),
  decimal: Decimal128.fromString('1.10'),
  bytes: new Binary(Buffer.from([0, 255])),
  at: new Date(0),
  text: 'ünï\u0000cödé',
  nothing: null,
  list: [new Int32(1), { deep: [true] }],
  pattern: /^a.b$/i,
};

async function fill(database: Database) {
  const db = databaseOf(database.connection);
  await db
    .collection<{ _id: string }>('workspace')
    .insertOne({ _id: 'workspace', name: 'Acme', epoch: 'first' } as never);
  const entries = db.collection('entries');
  await entries.createIndex({ channelId: 1, seq: 1 }, { unique: true });
  await entries.insertMany(
    Array.from({ length: 1200 }, (_, i) => ({ channelId: `c${i % 3}`, seq: i, body: 'x'.repeat(50) })),
  );
  await db.collection('types').insertOne(everyType);
  await db.createCollection('empty');
  return db;
}

test('a restored database holds the same documents, types and indexes, under a new epoch', async () => {
  const source = await fill(await openEmpty());
  expect(await writeBackup(opened[0]!, file)).toEqual({ collections: 4, documents: 1202 });
  const target = await openEmpty();
  expect(await restoreBackup(target, file)).toEqual({ collections: 4, documents: 1202 });

  const db = databaseOf(target.connection);
  const raw = async (from: typeof db, name: string) =>
    (
      await from
        .collection(name)
        .find({}, { raw: true, sort: { _id: 1 } })
        .toArray()
    ).map(String);
  for (const name of ['entries', 'types', 'empty'])
    expect(await raw(db, name)).toEqual(await raw(source, name));
  const indexes = await db.collection('entries').listIndexes().toArray();
  expect(indexes).toContainEqual(expect.objectContaining({ key: { channelId: 1, seq: 1 }, unique: true }));

  expect(await db.listCollections({ name: restoreMark }).toArray()).toEqual([]);
  const workspace = await db.collection<{ _id: string }>('workspace').findOne({ _id: 'workspace' });
  expect(workspace).toMatchObject({ name: 'Acme', epoch: expect.stringMatching(/^[\w-]{22}$/) });
});

test('while somebody writes, of each journal a beginning without gaps is copied', async () => {
  const db = await fill(await openEmpty());
  const entries = db.collection('entries');
  await entries.deleteMany({});
  let writing = true;
  const channels = ['a', 'b', 'c'];
  const write = async () => {
    for (let seq = 1; writing; seq += 1) {
      await entries.insertMany(channels.map((channelId) => ({ channelId, seq, body: 'x'.repeat(200) })));
    }
  };
  const writer = write();
  try {
    await expect.poll(() => entries.countDocuments(), { timeout: 20_000 }).toBeGreaterThan(600);
    await writeBackup(opened[0]!, file);
  } finally {
    writing = false;
    await writer;
  }
  const target = await openEmpty();
  await restoreBackup(target, file);
  const copied = databaseOf(target.connection).collection('entries');
  for (const channelId of channels) {
    const seqs = (await copied.find({ channelId }).sort({ seq: 1 }).toArray()).map((entry) =>
      Number(entry['seq']),
    );
    expect(seqs.length).toBeGreaterThan(200);
    expect(seqs).toEqual(seqs.map((_, i) => i + 1));
  }
});

test('a restore that was killed leaves a database that no server starts on', async () => {
  const name = `backup_${randomBytes(5).toString('hex')}`;
  const database = await openNamed(name);
  opened.push(database);
  await databaseOf(database.connection).createCollection(restoreMark);
  // In a folder the first must be closed before: it belongs to one process at a time.
  if (database.kind !== 'external') await opened.pop()?.close();
  await expect(openNamed(name)).rejects.toThrow('did not finish');
});

test('a database that is not empty is left as it is', async () => {
  const db = await fill(await openEmpty());
  await writeBackup(opened[0]!, file);
  await expect(restoreBackup(opened[0]!, file)).rejects.toThrow('is not empty');
  expect(await db.collection('entries').countDocuments()).toBe(1200);
});

test.each([
  ['no gzip', () => writeFileSync(file, 'not a backup')],
  ['gzip of something else', () => writeFileSync(file, gzipSync(Buffer.alloc(1000, 7)))],
  ['cut in the compressed bytes', () => truncateSync(file, 300)],
  ['cut after a document', () => rewrite((bytes) => bytes.subarray(0, bytes.length - lengthOfLast(bytes)))],
  ['one byte changed', () => rewrite((bytes) => flip(bytes, bytes.indexOf('xxxx') + 2))],
])('a damaged file is refused, and nothing of it stays: %s', async (_name, damage) => {
  await fill(await openEmpty());
  await writeBackup(opened[0]!, file);
  damage();
  const target = await openEmpty();
  await expect(restoreBackup(target, file)).rejects.toThrow(/backup/);
  expect(await databaseOf(target.connection).listCollections().toArray()).toEqual([]);
});

function rewrite(change: (bytes: Buffer) => Buffer): void {
  writeFileSync(file, gzipSync(change(gunzipSync(readFileSync(file)))));
}

/** The end frame: a tag and a document with two numbers. */
function lengthOfLast(bytes: Buffer): number {
  const at = bytes.lastIndexOf('collections') - 6;
  return bytes.length - at;
}

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}
