/**
 * `npm run bench:db [-- --short] [-- --docs N]`: the embedded engine beside raw lmdb in the same temporary folder,
 * as Markdown. Every write is acknowledged after its flush to disk, on both sides. The engine is the built one in
 * its own process, reached over a loopback port; raw lmdb is in this process. Writes nothing outside that folder.
 * A phase ends by the clock, the load at latest after five minutes.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { open } from 'lmdb';
import type { Collection } from 'mongodb';
import { BenchedEngine } from './db-engine.ts';
import { durations, mebibytes, printMarkdown, quantile } from './db-measure.ts';
import { CHANNELS, type Message, messageAt } from './db-rows.ts';
import { type Rate, rateOfLmdb, ratesOfEngine } from './db-writes.ts';

const { values } = parseArgs({
  options: { short: { type: 'boolean', default: false }, docs: { type: 'string' } },
});
const documents = Number(values.docs ?? (values.short ? 100_000 : 1_000_000));
const phaseMs = values.short ? 1500 : 5000;
const pageReads = values.short ? 300 : 1000;
const loadDeadlineMs = 300_000;
const batchSize = 1000;

const count = (value: number) => Math.round(value).toLocaleString('en');
const ms = (value: number) => value.toFixed(2);
const known = (value: number | undefined, show: (value: number) => string) =>
  value === undefined ? '–' : show(value);

async function writes(engine: BenchedEngine, folder: string): Promise<void> {
  const raw = open<Uint8Array, number>({ path: join(folder, 'raw'), encoding: 'binary', compression: false });
  const before = await rateOfLmdb(raw, phaseMs, batchSize);
  const ours = await ratesOfEngine(engine, phaseMs, batchSize);
  const after = await rateOfLmdb(raw, phaseMs, batchSize);
  await raw.close();
  const row = (name: string, rate: Rate, beside: 'one' | 'many' | 'batched') => [
    name,
    count(rate.perSecond),
    known(rate.cpuUs, (us) => us.toFixed(1)),
    rate.perCommit.toFixed(1),
    known(rate.writtenBytes, (bytes) => (bytes / 1024).toFixed(1)),
    count(before[beside].perSecond),
    count(after[beside].perSecond),
    (rate.perSecond / ((before[beside].perSecond + after[beside].perSecond) / 2)).toFixed(2),
    (after[beside].cpuUs ?? Number.NaN).toFixed(1),
  ];
  printMarkdown(
    [
      'durable inserts',
      'a second',
      'engine CPU µs each',
      'in one flush',
      'KiB written each',
      'raw lmdb a second',
      'again',
      'engine/raw',
      'raw CPU µs each',
    ],
    [
      row('1 writer, driver', ours.one, 'one'),
      row('64 writers, driver', ours.many, 'many'),
      row('64 writers, bare connections', ours.bare, 'many'),
      row(`batches of ${count(batchSize)}, driver`, ours.batched, 'batched'),
    ],
  );
}

let written = 0;

/** Fills the collection up to `wanted`; two batches under way. */
async function load(rows: Collection<Message>, wanted: number, deadline: number): Promise<void> {
  const loader = async () => {
    while (written < wanted && performance.now() < deadline) {
      const size = Math.min(batchSize, wanted - written);
      await rows.insertMany(Array.from({ length: size }, () => messageAt(written++)));
    }
  };
  await Promise.all([loader(), loader()]);
}

async function pages(rows: Collection<Message>): Promise<[newest: number[], older: number[]]> {
  const depth = Math.floor(written / CHANNELS);
  const channel = () => `channel-${Math.floor(Math.random() * CHANNELS)}`;
  const read = async (filter: object) => {
    const page = await rows.find(filter).sort({ seq: -1 }).limit(50).toArray();
    if (page.length !== 50) throw new Error(`A page of ${page.length}`);
  };
  await durations(100, () => read({ channelId: channel() }));
  const newest = await durations(pageReads, () => read({ channelId: channel() }));
  const older = await durations(pageReads, () =>
    read({ channelId: channel(), seq: { $lt: 50 + Math.floor(Math.random() * (depth - 50)) } }),
  );
  return [newest, older];
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function reads(engine: BenchedEngine, dataDir: string): Promise<void> {
  const rows = engine.client.db('bench').collection<Message>('pages');
  await rows.createIndex({ channelId: 1, seq: 1 }, { unique: true });
  const deadline = performance.now() + loadDeadlineMs;
  const table: string[][] = [];
  let loadMs = 0;
  let smallest: number | undefined;
  for (const wanted of [10_000, 100_000, 1_000_000].filter((size) => size <= documents)) {
    const started = performance.now();
    await load(rows, wanted, deadline);
    loadMs += performance.now() - started;
    const from = await engine.use();
    const [newest, older] = await pages(rows);
    const to = await engine.use();
    const median = quantile(newest, 0.5);
    smallest ??= median;
    const cpu = from.cpuUs === undefined ? undefined : ((to.cpuUs ?? 0) - from.cpuUs) / (2 * pageReads + 100);
    table.push([
      count(written),
      ...[newest, older].flatMap((list) => [ms(quantile(list, 0.5)), ms(quantile(list, 0.99))]),
      (median / smallest).toFixed(2),
      known(cpu, count),
      known(engine.ownMemory(), mebibytes),
      mebibytes(await sizeOf(dataDir)),
    ]);
    if (written < wanted) break;
  }
  printMarkdown(
    [
      'documents',
      'newest page p50 ms',
      'p99 ms',
      'older page p50 ms',
      'p99 ms',
      'p50 to the first row',
      'engine CPU µs a page',
      'engine memory',
      'on disk',
    ],
    table,
  );
  console.log(`\nLoaded ${count(written)} documents, ${count((written * 1000) / loadMs)} a second.`);
  if (written < documents)
    console.log(`Stopped after ${loadDeadlineMs / 1000} s, short of ${count(documents)}.`);
}

const folder = await mkdtemp(join(tmpdir(), 'atrium-bench-db-'));
try {
  const dataDir = join(folder, 'engine');
  const engine = await BenchedEngine.start(dataDir);
  try {
    const load = loadavg().map((each) => each.toFixed(1));
    console.log(
      `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores; Node ${process.version}; load ${load[0]}\n`,
    );
    await writes(engine, folder);
    console.log();
    await reads(engine, dataDir);
  } finally {
    await engine.stop();
  }
  console.log(`Load average at the end: ${loadavg()[0]?.toFixed(1)}.`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
