import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Long, MongoClient, MongoNetworkError, MongoServerError, ObjectId } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EngineServer, openServer } from '../server.ts';
import { type CommandLines, findAll, openCommandLines } from './client.ts';

let dataDir: string;
let engine: EngineServer;
let lines: CommandLines;

const start = async () => {
  const fail = (error: unknown) => {
    throw error;
  };
  engine = await openServer({ dataDir, onError: fail, onFatal: fail });
};
const insert = (documents: object[], options: object = {}) =>
  lines.send({ insert: 'rows', $db: 'line', ordered: true, ...options }, documents);

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'atrium-lines-'));
  await start();
  lines = openCommandLines(engine.url, 2);
});
afterEach(async () => {
  lines.close();
  await engine.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('rows arrive as the driver would have sent them, and its answers are these', async () => {
  const client = await MongoClient.connect(engine.url);
  try {
    const db = client.db('line');
    await db.collection('rows').createIndex({ channelId: 1, seq: 1 }, { unique: true });
    const row = (seq: number) => ({
      ...{ _id: new ObjectId(), channelId: 'general', seq, at: 1.7e12, body: 'Grüße 👋', deletedAt: null },
      ...{ mentions: { members: ['ana'], everyone: null }, reactions: [] },
    });
    const [first, second] = [row(1), row(2)];
    expect(await insert([first, second], { writeConcern: { w: 'majority', j: true } })).toMatchObject({
      n: 2,
      ok: 1,
    });
    expect(await db.collection('rows').find().toArray()).toEqual([first, second]);
    const again = [row(3), row(2), row(4)];
    const said = await insert(again);
    await db.collection('rows').deleteOne({ seq: 3 });
    const driver = await db.command({ insert: 'rows', documents: again, ordered: true });
    expect(said).toEqual(driver);
    expect(said['writeErrors']).toMatchObject([
      { index: 1, code: 11_000, keyPattern: { channelId: 1, seq: 1 } },
    ]);
  } finally {
    await client.close();
  }
});

test('many at once are each told of their own', async () => {
  const sizes = Array.from({ length: 40 }, (_, index) => index + 1);
  const replies = await Promise.all(
    sizes.map((size) => insert(Array.from({ length: size }, () => ({ body: 'x'.repeat(20 * size) })))),
  );
  expect(replies.map((reply) => reply['n'])).toEqual(sizes);
});

test('a command that the engine refuses is refused with its code', async () => {
  const refused = lines.send({ insert: 'rows', $db: 'line', colour: 1 }, [{ a: 1 }]);
  await expect(refused).rejects.toBeInstanceOf(MongoServerError);
  await expect(refused).rejects.toMatchObject({ code: expect.any(Number) as number });
  expect(await insert([{ a: 'x'.repeat(17_000_000) }])).toMatchObject({ n: 0, writeErrors: [{ index: 0 }] });
  expect(await insert([{ a: 1 }])).toMatchObject({ n: 1 });
});

test('when the engine is gone nobody knows what became of a command; when it is back, commands go on', async () => {
  await insert([{ a: 1 }]);
  await engine.close();
  await expect(insert([{ a: 2 }])).rejects.toBeInstanceOf(MongoNetworkError);
  await start();
  await expect.poll(() => insert([{ a: 3 }]).catch(() => null)).toMatchObject({ n: 1 });
});

test('an engine that hangs up without an answer fails every command that waits', async () => {
  const path = join(dataDir, 'deaf.sock');
  const deaf: Server = createServer((socket) => socket.once('data', () => socket.destroy()));
  await new Promise<void>((resolve) => deaf.listen(path, resolve));
  const toDeaf = openCommandLines(`mongodb://${encodeURIComponent(path)}/?directConnection=true`, 1);
  const sent = [1, 2, 3].map(() => toDeaf.send({ find: 'rows', $db: 'line' }));
  for (const one of sent) await expect(one).rejects.toBeInstanceOf(MongoNetworkError);
  toDeaf.close();
  await new Promise((resolve) => deaf.close(resolve));
});

test('a query finds what the driver finds, in as many answers as it takes', async () => {
  const rows = Array.from({ length: 250 }, (_, n) => ({
    ...{ _id: new ObjectId(), n, at: 1.7e12 + n, long: Long.fromNumber(n), by: n % 2 === 0 ? 'ana' : 'mo' },
    ...{ body: n < 5 ? 'x'.repeat(5_000_000) : 'Grüße 👋', none: null, flags: { pinned: null } },
  }));
  for (const row of rows) await insert([row]);
  const client = await MongoClient.connect(engine.url);
  try {
    const collection = client.db('line').collection('rows');
    const ofMo = { by: { $in: ['mo'] } };
    const found = (query: object) => findAll(lines, 'line', 'rows', query);
    expect(await found({ filter: ofMo })).toEqual(await collection.find(ofMo).toArray());
    expect(await found({ filter: {}, sort: { n: -1 }, limit: 7, batchSize: 7 })).toEqual(
      await collection.find().sort({ n: -1 }).limit(7).toArray(),
    );
    // More than one answer can hold.
    const all = await found({ filter: {}, sort: { n: 1 }, batchSize: 10_000 });
    expect(all.map(({ n }) => n as number)).toEqual(rows.map(({ n }) => n));
    expect(await findAll(lines, 'line', 'nothing', { filter: {} })).toEqual([]);
  } finally {
    await client.close();
  }
});

test('more rows than a call takes arguments are all found', async () => {
  const rows = Array.from({ length: 150_000 }, (_, n) => ({ n }));
  await insert(rows.slice(0, 100_000));
  await insert(rows.slice(100_000));
  const found = await findAll(lines, 'line', 'rows', { filter: {}, batchSize: 10 });
  expect(found.length).toBe(rows.length);
});

test('a field without a value is null in a row and in a filter, as the driver has it', async () => {
  await insert([{ by: 'ana', gone: undefined }, { by: 'mo' }]);
  const found = (filter: object) => findAll(lines, 'line', 'rows', { filter });
  expect(await found({ gone: { $type: 'null' } })).toMatchObject([{ by: 'ana', gone: null }]);
  expect(await found({ by: undefined })).toEqual([]);
});
