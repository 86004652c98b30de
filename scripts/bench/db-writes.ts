/** How many durable inserts a second the engine and raw lmdb do, with one writer, with many, and in batches. */
import type { RootDatabase } from 'lmdb';
import { BSON } from 'mongodb';
import { BareWriter } from './db-bare-writer.ts';
import type { BenchedEngine } from './db-engine.ts';
import { perSecond } from './db-measure.ts';
import { type Message, messageAt } from './db-rows.ts';

const writers = 64;

export interface Rate {
  perSecond: number;
  /** Processor time for one insert, where the system tells. */
  cpuUs: number | undefined;
  perCommit: number;
  /** Bytes written to disk for one insert, where the system tells; what a checkpoint still owes is not in it. */
  writtenBytes: number | undefined;
}

type RawRate = Pick<Rate, 'perSecond' | 'cpuUs'>;

export interface RawRates {
  one: RawRate;
  many: RawRate;
  batched: RawRate;
}

/** @param forMs of each of the three phases */
export async function rateOfLmdb(
  raw: RootDatabase<Uint8Array, number>,
  forMs: number,
  batchSize: number,
): Promise<RawRates> {
  let key = raw.getKeysCount();
  const measured = async (size: number, work: () => Promise<unknown>, atOnce: number) => {
    const before = process.cpuUsage();
    const { rate, done } = await perSecond(forMs, atOnce, work);
    const { user, system } = process.cpuUsage(before);
    return { perSecond: rate * size, cpuUs: (user + system) / (done * size) };
  };
  const put = async () => {
    await raw.put(++key, BSON.serialize(messageAt(key)));
    await raw.flushed;
  };
  const batch = async () => {
    await raw.transaction(() => {
      for (let i = 0; i < batchSize; i++) void raw.put(++key, BSON.serialize(messageAt(key)));
    });
    await raw.flushed;
  };
  return {
    one: await measured(1, put, 1),
    many: await measured(1, put, writers),
    batched: await measured(batchSize, batch, 1),
  };
}

export async function ratesOfEngine(
  engine: BenchedEngine,
  forMs: number,
  batchSize: number,
): Promise<Record<'one' | 'many' | 'bare' | 'batched', Rate>> {
  const rows = engine.client.db('bench').collection<Message>('messages');
  await rows.createIndex({ channelId: 1, seq: 1 }, { unique: true });
  const bare = await Promise.all(Array.from({ length: writers }, () => BareWriter.connect(engine.url)));
  const free = [...bare];
  let written = 0;
  const measured = async (size: number, work: () => Promise<unknown>, atOnce: number): Promise<Rate> => {
    const before = await engine.use();
    const { rate, done } = await perSecond(forMs, atOnce, work);
    const after = await engine.use();
    const each = (from: number | undefined, to = 0): number | undefined =>
      from === undefined ? undefined : (to - from) / (done * size);
    return {
      perSecond: rate * size,
      cpuUs: each(before.cpuUs, after.cpuUs),
      perCommit: (done * size) / (after.commits - before.commits),
      writtenBytes: each(before.writtenBytes, after.writtenBytes),
    };
  };
  const insert = () => rows.insertOne(messageAt(written++));
  const insertBare = async () => {
    const writer = free.pop()!;
    await writer.insert('bench', 'messages', messageAt(written++));
    free.push(writer);
  };
  const batch = () => rows.insertMany(Array.from({ length: batchSize }, () => messageAt(written++)));
  const rates = {
    one: await measured(1, insert, 1),
    many: await measured(1, insert, writers),
    bare: await measured(1, insertBare, writers),
    batched: await measured(batchSize, batch, 1),
  };
  for (const writer of bare) writer.close();
  await rows.drop();
  return rates;
}
