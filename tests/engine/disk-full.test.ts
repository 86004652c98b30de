/**
 * A file that may not grow (RLIMIT_FSIZE, which needs no rights) stands for a full disk: both make the write of a
 * page fail. The write is refused with a clear error, what was acknowledged stays, and writing goes on once there
 * is room.
 */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { MongoClient, MongoServerError } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { type SpawnedEngine, spawnEngine } from './spawned-engine.ts';
import { temporaryFolder } from './temporary-engine.ts';

const run = promisify(execFile);
const folders = [await temporaryFolder(), await temporaryFolder()] as const;
const engines: SpawnedEngine[] = [];

afterAll(async () => {
  for (const engine of engines) if (!engine.exited()) await engine.kill();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function start(dataDir: string, shellPrefix = '') {
  const engine = await spawnEngine(dataDir, shellPrefix);
  engines.push(engine);
  const client = await new MongoClient(engine.url).connect();
  const rows = client.db('full').collection<{ _id: number; k: number; text: string }>('rows', {
    writeConcern: { w: 'majority', journal: true },
  });
  return { engine, client, rows };
}

/** Lets the files of a process grow again: the soft limit goes up to the hard one. */
const makeRoom = (pid: number) => run('prlimit', ['--pid', String(pid), '--fsize=unlimited:unlimited']);

const text = 'x'.repeat(20_000);

/** Writes until the engine refuses to. `ulimit -f` counts blocks of 512 bytes: 8 MB for each file. */
async function fill(dataDir: string) {
  const started = await start(dataDir, 'ulimit -S -f 16384;');
  const { rows } = started;
  await rows.createIndex({ k: 1 }, { unique: true });
  const acknowledged: number[] = [];
  let refused: unknown;
  for (let i = 0; i < 2000 && !refused; i++)
    await rows.insertOne({ _id: i, k: -i, text }).then(
      () => acknowledged.push(i),
      (error: unknown) => (refused = error),
    );
  if (!(refused instanceof MongoServerError))
    throw new Error('Not refused by the engine', { cause: refused });
  expect(refused.message).toMatch(/space|disk|too large|full/i);
  expect(refused.code).toBe(14031);
  expect(acknowledged.length).toBeGreaterThan(50);

  // Reads go on, further writes are refused alike.
  expect(await rows.countDocuments()).toBe(acknowledged.length);
  await expect(rows.insertOne({ _id: 9999, k: 1, text: text.repeat(40) })).rejects.toMatchObject({
    code: 14031,
  });
  expect(await rows.findOne({ k: -10 })).toMatchObject({ _id: 10 });
  return { ...started, acknowledged };
}

/** The rows' ids by `_id` and by the index `k`, both in order, in the folder opened without the limit. */
async function idsIn(dataDir: string): Promise<[number[], number[]]> {
  const { client, rows, engine } = await start(dataDir);
  const [scanned, byIndex] = [
    await rows.find().sort({ _id: 1 }).toArray(),
    await rows.find().hint('k_1').toArray(),
  ];
  await client.close();
  await engine.kill();
  return [scanned.map((row) => row._id), byIndex.map((row) => row._id).toSorted((a, b) => a - b)];
}

test(
  'a full disk refuses writes, keeps what was acknowledged, and recovers',
  { timeout: 120_000 },
  async () => {
    const { engine, client, rows, acknowledged } = await fill(folders[0]);
    await makeRoom(engine.pid);
    await rows.insertOne({ _id: 5000, k: 5000, text });
    await client.close();
    await engine.kill();
    const expected = [...acknowledged, 5000];
    expect(await idsIn(folders[0])).toEqual([expected, expected]);
  },
);

test(
  'killed while the disk is full it loses nothing, and nothing refused comes back',
  { timeout: 120_000 },
  async () => {
    const { engine, client, acknowledged } = await fill(folders[1]);
    await client.close();
    await engine.kill();
    expect(await idsIn(folders[1])).toEqual([acknowledged, acknowledged]);
  },
);
