/**
 * `npm run bench:db [-- --short] [-- --documents N]`: the embedded engine through the official driver beside raw lmdb
 * in the same process and the same temporary folder. Every write is acknowledged after its flush to disk, on both
 * sides. Writes nothing outside that folder; a phase ends by the clock, the load at latest after five minutes.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { open, type RootDatabase } from 'lmdb';
import { BSON, type Collection, MongoClient } from 'mongodb';
import { startEmbeddedEngine } from '../../server/src/db/embedded/index.ts';
import { durations, mebibytes, perSecond, printTable, quantile } from './db-measure.ts';
import { CHANNELS, type Message, messageAt } from './db-rows.ts';

const { values } = parseArgs({
  options: { short: { type: 'boolean', default: false }, documents: { type: 'string' } },
});
const documents = Number(values.documents ?? (values.short ? 100_000 : 1_000_000));
const phaseMs = values.short ? 1500 : 5000;
const pageReads = values.short ? 300 : 1000;
const loadDeadlineMs = 300_000;
const batchSize = 1000;

interface Throughput {
  one: number;
  many: number;
  batched: number;
}

let written = 0;

async function ofLmdb(raw: RootDatabase<Uint8Array, number>): Promise<Throughput> {
  let key = 0;
  const put = async (n: number) => {
    await raw.put(++key, BSON.serialize(messageAt(n)));
    await raw.flushed;
  };
  const one = await perSecond(phaseMs, 1, () => put(key));
  const many = await perSecond(phaseMs, 64, () => put(key));
  const batches = await perSecond(phaseMs, 1, async () => {
    await raw.transaction(() => {
      for (let i = 0; i < batchSize; i++) void raw.put(++key, BSON.serialize(messageAt(key)));
    });
    await raw.flushed;
  });
  return { one, many, batched: batches * batchSize };
}

async function ofEngine(rows: Collection<Message>): Promise<Throughput> {
  const insert = () => rows.insertOne(messageAt(written++));
  const one = await perSecond(phaseMs, 1, insert);
  const many = await perSecond(phaseMs, 64, insert);
  const batches = await perSecond(phaseMs, 1, () => rows.insertMany(nextBatch(batchSize)));
  return { one, many, batched: batches * batchSize };
}

const nextBatch = (size: number) => Array.from({ length: size }, () => messageAt(written++));

/** Fills the collection up to `count`; two batches under way. */
async function load(rows: Collection<Message>, count: number, deadline: number): Promise<void> {
  const loader = async () => {
    while (written < count && performance.now() < deadline)
      await rows.insertMany(nextBatch(Math.min(batchSize, count - written)));
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
  await durations(50, () => read({ channelId: channel() }));
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

const rate = (value: number) => Math.round(value).toLocaleString('en');
const ms = (value: number) => `${value.toFixed(2)} ms`;
const ratio = (engine: number, raw: number) => (engine / raw).toFixed(2);

async function bench(folder: string): Promise<void> {
  const raw = open<Uint8Array, number>({ path: join(folder, 'raw'), encoding: 'binary', compression: false });
  const dataDir = join(folder, 'engine');
  const engine = await startEmbeddedEngine({ dataDir });
  const client = await new MongoClient(engine.url, {
    maxPoolSize: 64,
    writeConcern: { w: 'majority', journal: true },
  }).connect();
  try {
    const rows = client.db('bench').collection<Message>('messages');
    await rows.createIndex({ channelId: 1, seq: 1 }, { unique: true });

    const before = await ofLmdb(raw);
    const ours = await ofEngine(rows);
    const after = await ofLmdb(raw);
    const mean = (name: keyof Throughput) => (before[name] + after[name]) / 2;
    printTable([
      ['durable inserts per second', 'engine', 'raw lmdb', 'again', 'engine/raw'],
      ...(['one', 'many', 'batched'] as const).map((name): [string, ...string[]] => [
        { one: '1 writer', many: '64 writers', batched: `batches of ${batchSize}` }[name],
        rate(ours[name]),
        rate(before[name]),
        rate(after[name]),
        ratio(ours[name], mean(name)),
      ]),
    ]);

    await raw.close();
    await rows.deleteMany({});
    written = 0;
    const memoryBefore = process.memoryUsage.rss();
    const deadline = performance.now() + loadDeadlineMs;
    const table: [string, ...string[]][] = [
      ['pages of 50, newest first', 'p50', 'p99', 'older p50', 'older p99', 'memory added', 'on disk'],
    ];
    let loadMs = 0;
    for (const count of [10_000, 100_000, 1_000_000].filter((size) => size <= documents)) {
      const started = performance.now();
      await load(rows, count, deadline);
      loadMs += performance.now() - started;
      const [newest, older] = await pages(rows);
      const cells = [newest, older].flatMap((list) => [ms(quantile(list, 0.5)), ms(quantile(list, 0.99))]);
      table.push([
        `${rate(written)} documents`,
        ...cells,
        mebibytes(process.memoryUsage.rss() - memoryBefore),
        mebibytes(await sizeOf(dataDir)),
      ]);
      if (written < count) break;
    }
    console.log();
    printTable(table);
    console.log(
      `\nloaded ${rate(written)} documents at ${rate((written * 1000) / loadMs)} per second; node ${process.version}`,
    );
    if (written < documents)
      console.log(`stopped after ${loadDeadlineMs / 1000} s, short of ${rate(documents)}`);
  } finally {
    await client.close();
    await engine.close();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'atrium-bench-db-'));
try {
  await bench(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
