// The engine as its callers start it: worker, URL, hot copy, close.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { settlingConnections } from '../settling-connection.ts';
import { backupEmbeddedEngine, startEmbeddedEngine } from './index.ts';

const folder = await mkdtemp(join(tmpdir(), 'atrium-embedded-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a copy made while writing goes on is a whole store of one moment', async () => {
  const engine = await startEmbeddedEngine({ dataDir: join(folder, 'a') });
  const client = await new MongoClient(engine.url).connect();
  const rows = client.db('copy').collection<{ _id: number; even: boolean }>('rows');
  await rows.createIndex({ even: 1 });
  const pair = (n: number) =>
    rows.insertMany([
      { _id: 2 * n, even: true },
      { _id: 2 * n + 1, even: false },
    ]);
  for (let n = 0; n < 50; n++) await pair(n);
  let writing = true;
  const writer = (async () => {
    for (let n = 50; writing; n++) await pair(n);
  })();
  await backupEmbeddedEngine(engine, join(folder, 'b', 'embedded'));
  await expect(backupEmbeddedEngine(engine, join(folder, 'b', 'embedded'))).rejects.toThrow(/already/);
  writing = false;
  await writer;

  const copy = await startEmbeddedEngine({ dataDir: join(folder, 'b'), port: 0 });
  expect(copy.url).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\//);
  const other = await new MongoClient(copy.url).connect();
  const copied = other.db('copy').collection('rows');
  const count = await copied.countDocuments();
  expect(count).toBeGreaterThanOrEqual(100);
  expect(count % 2).toBe(0);
  expect(await copied.find({ even: true }).hint('even_1').toArray()).toHaveLength(count / 2);
  await Promise.all([client.close(), other.close()]);
  await Promise.all([engine.close(), copy.close()]);
});

test('a closed engine has answered what was asked, and its folder opens again with it', async () => {
  const dataDir = join(folder, 'c');
  const first = await startEmbeddedEngine({ dataDir });
  // The driver's own connections may wait for ever for an engine that has gone.
  const client = await new MongoClient(first.url, { retryWrites: false, ...settlingConnections }).connect();
  const rows = client.db('close').collection<{ _id: number }>('rows');
  await rows.insertOne({ _id: 0 });
  const writes = Array.from({ length: 20 }, (_, n) =>
    rows.insertOne({ _id: n + 1 }).then(
      () => n + 1,
      () => undefined,
    ),
  );
  await first.close();
  const acknowledged = (await Promise.all(writes)).filter((id) => id !== undefined);
  await client.close();

  const second = await startEmbeddedEngine({ dataDir });
  const again = await new MongoClient(second.url).connect();
  const there = (await again.db('close').collection<{ _id: number }>('rows').find().toArray()).map(
    (row) => row._id,
  );
  expect(there).toEqual(expect.arrayContaining([0, ...acknowledged]));
  await again.close();
  await second.close();
});
