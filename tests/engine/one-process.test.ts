/** One folder belongs to one process at a time, and a process that was killed leaves it free. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { startEmbeddedEngine } from '../../server/src/db/embedded/index.ts';
import { Environment } from '../../server/src/db/embedded/store/environment.ts';
import { type SpawnedEngine, spawnEngine } from './spawned-engine.ts';
import { temporaryFolder } from './temporary-engine.ts';

const folders: string[] = [];
const spawned: SpawnedEngine[] = [];
const folder = async () => {
  const made = await temporaryFolder();
  folders.push(made);
  return made;
};
const spawnIn = async (dataDir: string) => {
  const engine = await spawnEngine(dataDir);
  spawned.push(engine);
  return engine;
};

afterAll(async () => {
  for (const engine of spawned) if (!engine.exited()) await engine.kill();
  for (const made of folders) await rm(made, { recursive: true, force: true });
});

test(
  'a second process on the folder is refused with its name, and the first goes on',
  { timeout: 60_000 },
  async () => {
    const dataDir = await folder();
    const first = await spawnIn(dataDir);
    const client = await new MongoClient(first.url).connect();
    await client.db('d').collection('c').insertOne({ n: 1 });
    const refused = await spawnEngine(dataDir).then(
      () => 'started',
      (error: Error) => error.message,
    );
    expect(refused).toContain(dataDir);
    expect(refused).toMatch(/in use|already|another process|locked/i);
    expect(await client.db('d').collection('c').countDocuments()).toBe(1);
    await client.close();

    await first.kill();
    const after = await spawnIn(dataDir);
    const again = await new MongoClient(after.url).connect();
    expect(await again.db('d').collection('c').countDocuments()).toBe(1);
    await again.close();
  },
);

test('twice in one process is refused too, and free again after close', { timeout: 60_000 }, async () => {
  const dataDir = await folder();
  const first = await startEmbeddedEngine({ dataDir });
  await expect(startEmbeddedEngine({ dataDir })).rejects.toThrow(/in use|already|another process|locked/i);
  await first.close();
  const second = await startEmbeddedEngine({ dataDir });
  await second.close();
});

test(
  'a process that the lock does not stop finds what was acknowledged, and the first writes no more',
  { timeout: 60_000 },
  async () => {
    const dataDir = await folder();
    const first = new Environment(dataDir);
    const lost: Error[] = [];
    first.onFatal = (error) => lost.push(error);
    const put = (value: string) => first.write(() => first.records.put(Buffer.from('k'), Buffer.from(value)));
    await put('acknowledged');
    const taker = new URL('folder-taker.ts', import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', taker, dataDir]);
    expect(stdout).toBe('acknowledged\n');
    await expect(put('too late')).rejects.toMatchObject({ code: 91 });
    expect(lost).toHaveLength(1);
    expect(first.records.get(Buffer.from('k'))?.toString()).toBe('acknowledged');
    await first.close();
  },
);

test('close ends open cursors and refuses what comes after', { timeout: 60_000 }, async () => {
  const dataDir = await folder();
  const engine = await startEmbeddedEngine({ dataDir });
  const client = await new MongoClient(engine.url, { serverSelectionTimeoutMS: 500 }).connect();
  const rows = client.db('d').collection('c');
  await rows.insertMany(Array.from({ length: 500 }, (_, n) => ({ n })));
  const cursor = rows.find({}, { batchSize: 10 });
  await cursor.next();
  await engine.close();
  await expect(rows.insertOne({ n: -1 })).rejects.toThrow();
  await client.close();
  const again = await startEmbeddedEngine({ dataDir });
  const reader = await new MongoClient(again.url).connect();
  expect(await reader.db('d').collection('c').countDocuments()).toBe(500);
  await reader.close();
  await again.close();
});
