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
const dataDir = await temporaryFolder();
const engines: SpawnedEngine[] = [];

afterAll(async () => {
  for (const engine of engines) if (!engine.exited()) await engine.kill();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(shellPrefix = '') {
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

test(
  'a full disk refuses writes, keeps what was acknowledged, and recovers',
  { timeout: 120_000 },
  async () => {
    // `ulimit -f` counts blocks of 512 bytes: 8 MB for each file.
    const { engine, client, rows } = await start('ulimit -S -f 16384;');
    await rows.createIndex({ k: 1 }, { unique: true });
    const text = 'x'.repeat(20_000);
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

    await makeRoom(engine.pid);
    await rows.insertOne({ _id: 5000, k: 5000, text });
    acknowledged.push(5000);
    await client.close();
    await engine.kill();

    const after = await start();
    expect((await after.rows.find().sort({ _id: 1 }).toArray()).map((row) => row._id)).toEqual(acknowledged);
    const byIndex = await after.rows.find().hint('k_1').toArray();
    expect(byIndex.map((row) => row._id).toSorted((a, b) => a - b)).toEqual(acknowledged);
    await after.client.close();
  },
);
