/**
 * `kill -9` of the engine in the middle of writes: each acknowledged write is there after the reopening, no row is
 * half there, every index agrees with the rows. ROUNDS=50 for the long form, SEED to repeat a run.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { startEmbeddedEngine } from '../../server/src/db/embedded/index.ts';
import { CrashModel } from './crash-model.ts';
import { isWhole, type Row, type Step } from './crash-row.ts';
import { indexDisagreements, lookupDisagreements } from './index-agreement.ts';
import { Random } from '../random.ts';
import { seedOfRun } from './seed-of-run.ts';
import { temporaryFolder } from './temporary-engine.ts';

const rounds = Number(process.env['ROUNDS'] ?? 12);
const writers = 8;
const dataDir = await temporaryFolder();
const journals = await temporaryFolder();
const writerFile = new URL('crash-writer.ts', import.meta.url).pathname;
const children: ChildProcess[] = [];

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all([dataDir, journals].map((folder) => rm(folder, { recursive: true, force: true })));
});

/** Runs writers and kills them, engine and all, a moment after some acknowledgements; returns their journal. */
async function writeAndKill(
  seed: number,
  round: number,
  acknowledgements: number,
  afterMs: number,
): Promise<string> {
  const journal = join(journals, `${round}.ndjson`);
  const args = ['--import', 'tsx', writerFile, dataDir, journal, ...[seed, round, writers].map(String)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const gone = once(child, 'close');
  const enough = new Promise<void>((resolve) => {
    let seen = 0;
    child.stdout.on('data', (dots: Buffer) => (seen += dots.length) >= acknowledgements && resolve());
  });
  await Promise.race([enough, gone]);
  await delay(afterMs); // The moment of the kill is what the seed chooses.
  const killed = child.exitCode === null && child.kill('SIGKILL');
  await gone;
  const end = `exit code ${child.exitCode}, signal ${child.signalCode}`;
  expect(killed, `the writers ended by themselves, ${end}: ${complaint}`).toBe(true);
  return readFile(journal, 'utf8');
}

async function inspect(model: CrashModel, inFlight: Step[], random: Random) {
  const engine = await startEmbeddedEngine({ dataDir });
  const client = await new MongoClient(engine.url).connect();
  try {
    const rows = client.db('crash').collection<Row>('rows');
    const scanned = await rows.find().hint({ $natural: 1 }).toArray();
    const found = new Map(scanned.map((row) => [row._id, row]));
    const settled = inFlight.map((step) => model.settle(step, found));
    const wrong = [
      ...settled.flatMap(({ wrong: words }) => words ?? []),
      ...model.differences(found),
      ...scanned.filter((row) => !isWhole(row)).map((row) => `${row._id} is not whole`),
      ...(scanned.length === found.size ? [] : ['a row is there twice']),
      ...(await indexDisagreements(rows, scanned)),
      ...(scanned.length > 0
        ? await lookupDisagreements(
            rows,
            scanned,
            random.several(10, () => random.pick(scanned)),
          )
        : []),
    ];
    return { wrong, landed: settled.filter(({ landed }) => landed).length };
  } finally {
    await client.close();
    await engine.close();
  }
}

test(`${rounds} rounds of kill -9 lose nothing`, { timeout: rounds * 60_000 }, async () => {
  const seed = seedOfRun('crash');
  const random = new Random(seed);
  const model = new CrashModel();
  const total = { acknowledged: 0, inFlight: 0, landed: 0, roundsInFlight: 0 };
  for (let round = 1; round <= rounds; round++) {
    const journal = await writeAndKill(seed, round, random.whole(10, 150), random.whole(0, 20));
    const { acknowledged, inFlight } = model.replay(journal);
    const { wrong, landed } = await inspect(model, inFlight, random);
    expect(wrong.slice(0, 20), `SEED=${seed}, round ${round}`).toEqual([]);
    total.acknowledged += acknowledged;
    total.inFlight += inFlight.length;
    total.landed += landed;
    total.roundsInFlight += inFlight.length > 0 ? 1 : 0;
  }
  console.log(`crash: ${JSON.stringify({ rounds, rows: model.rows.size, ...total })}`);
  // Else the kills proved nothing.
  expect(total.acknowledged).toBeGreaterThanOrEqual(rounds * 10);
  expect(total.roundsInFlight).toBeGreaterThan(rounds * 0.8);
});
