/**
 * Ten thousand damaged frames: each is answered or ends its own connection; meanwhile a client that behaves is
 * served with the same results, and memory stays bounded. FRAMES for another number, SEED to repeat a run.
 */
import { rm } from 'node:fs/promises';
import { MongoClient } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { mutatedFrame } from './frame-mutations.ts';
import { Random } from '../random.ts';
import { seedOfRun } from './seed-of-run.ts';
import { exchange } from './raw-connection.ts';
import { spawnEngine } from './spawned-engine.ts';
import { temporaryFolder } from './temporary-engine.ts';

const frames = Number(process.env['FRAMES'] ?? 10_000);
const atOnce = 40;
const dataDir = await temporaryFolder();
const engine = await spawnEngine(dataDir);
const client = await new MongoClient(engine.url, { maxPoolSize: 1 }).connect();

afterAll(async () => {
  await client.close();
  await engine.kill();
  await rm(dataDir, { recursive: true, force: true });
});

test(`${frames} damaged frames`, { timeout: 900_000 }, async () => {
  const seed = seedOfRun('frame fuzz');
  const random = new Random(seed);
  const kept = client.db('kept').collection<{ _id: number; n: number }>('rows');
  await kept.insertMany(Array.from({ length: 100 }, (_, i) => ({ _id: i, n: i % 10 })));
  await kept.createIndex({ n: 1, _id: -1 });
  const question = async () =>
    kept
      .find({ n: { $in: [3, 7] } })
      .sort({ n: 1, _id: -1 })
      .limit(12)
      .toArray();
  const wanted = await question();
  const totals = { answered: 0, refused: 0, closedSilently: 0, leftOpen: [] as string[] };

  const one = async () => {
    const bytes = mutatedFrame(random);
    const { answers, closed } = await exchange(engine.url, [bytes], { timeoutMs: 20_000 });
    if (!closed) totals.leftOpen.push(bytes.toString('base64'));
    if (answers.length === 0) totals.closedSilently++;
    else if (answers.some((answer) => answer['ok'] === 0)) totals.refused++;
    else totals.answered++;
  };

  await exchange(engine.url, [mutatedFrame(random)]);
  const before = await engine.memory();
  let highest = before;
  for (let sent = 0; sent < frames; sent += atOnce) {
    const [found] = await Promise.all([question(), ...Array.from({ length: atOnce }, one)]);
    expect(found, `SEED=${seed}, after ${sent} frames`).toEqual(wanted);
    expect(engine.exited(), `SEED=${seed}: the engine ended after ${sent} frames`).toBe(false);
    if (sent % 2000 === 0) highest = Math.max(highest, await engine.memory());
  }
  const grown = Math.round((Math.max(highest, await engine.memory()) - before) / 1024 / 1024);
  console.log(
    `frame fuzz: ${JSON.stringify({ ...totals, leftOpen: totals.leftOpen.length, grownMiB: grown })}`,
  );
  expect(totals.leftOpen, `SEED=${seed}`).toEqual([]);
  expect(await kept.countDocuments()).toBe(100);
  expect(grown).toBeLessThan(300);
  // Damage that is always found in the header would prove little.
  expect(totals.answered).toBeGreaterThan(frames * 0.02);
  expect(totals.refused).toBeGreaterThan(frames * 0.1);
});
