// What is acknowledged survives a loss of power at any moment, and every failure leaves a store of one moment.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Random } from '../../../../../tests/random.ts';
import { CommandError } from '../errors.ts';
import { Environment } from './environment.ts';
import { openLogFile } from './log/log-file.ts';
import { SimulatedDisk } from './log/simulated-disk.ts';

const root = mkdtempSync(path.join(tmpdir(), 'atrium-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const newFolder = () => {
  const folder = path.join(root, String(++folders));
  mkdirSync(folder);
  return folder;
};

const key = (n: number) => Buffer.from(`k${n}`);
type State = Record<string, string>;
const stateOf = (env: Environment): State =>
  Object.fromEntries([...env.records.getRange({})].map((row) => [String(row.key), row.value.toString()]));

/** What a machine finds after it lost power: the store's file and the log. */
interface Remains {
  folder: string;
  log: Buffer;
  expected: State;
}

/** The store's file as it is: lmdb writes into it at checkpoints alone, and flushes what it writes. */
function remainsOf(folder: string, log: Buffer, expected: State): Remains {
  const copy = newFolder();
  copyFileSync(path.join(folder, 'data.mdb'), path.join(copy, 'data.mdb'));
  return { folder: copy, log, expected };
}

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
test(`random writes, with power lost at random moments (SEED=${seed})`, { timeout: 120_000 }, async () => {
  const random = new Random(seed);
  const folder = newFolder();
  const disk = new SimulatedDisk();
  const env = new Environment(folder, () => disk);
  const remains: Remains[] = [];
  let acknowledged: State = {};
  let next: State = {};
  disk.beforeFlush = () => {
    if (random.below(6) > 0) return;
    // Part of the record has reached the disk: its beginning, or all of it.
    const [durable, written] = [disk.durable, disk.written];
    const isOther = (byte: number, i: number) => byte !== written[i];
    const [first, last] = [durable.findIndex(isOther), durable.findLastIndex(isOther)];
    const torn = Buffer.from(durable);
    written.copy(torn, 0, 0, first + random.below(Math.min(40, last - first + 1)));
    remains.push(remainsOf(folder, torn, acknowledged), remainsOf(folder, written, next));
  };
  for (let round = 0; round < 150; round++) {
    const large = random.below(15) === 0;
    next = { ...acknowledged };
    const commands = Array.from({ length: 1 + random.below(4) }, () => {
      const [n, dice] = [random.below(60), random.below(10)];
      const value = dice === 0 ? '' : `${round} `.repeat(1 + random.below(100));
      if (dice < 3) delete next[`k${n}`];
      else next[`k${n}`] = value;
      if (large) next['large'] = 'x'.repeat(1_100_000);
      return env.write(() => {
        if (dice < 3) env.records.remove(key(n));
        else env.records.put(key(n), Buffer.from(value));
        if (large) env.records.put(Buffer.from('large'), Buffer.from(next['large']!));
      });
    });
    await Promise.all(commands);
    acknowledged = next;
    if (random.below(8) === 0) remains.push(remainsOf(folder, disk.durable, acknowledged));
  }
  expect(stateOf(env)).toEqual(acknowledged);
  expect(env.checkpoints).toBeGreaterThan(3);
  await env.close();
  remains.push(remainsOf(folder, disk.durable, acknowledged));

  expect(remains.length).toBeGreaterThan(20);
  for (const { folder: copy, log, expected } of remains) {
    const opened = new Environment(copy, () => new SimulatedDisk(log));
    expect(stateOf(opened)).toEqual(expected);
    await opened.write(() => opened.records.put(key(0), Buffer.from('after')));
    await opened.close();
    // The log that was replayed is void from then on, as after a crash behind the checkpoint that voids it.
    const again = new Environment(copy, () => new SimulatedDisk(log));
    expect(stateOf(again)).toEqual({ ...expected, k0: 'after' });
    await again.close();
  }
});

async function opened(disk = new SimulatedDisk()) {
  const folder = newFolder();
  const env = new Environment(folder, () => disk);
  await env.write(() => env.records.put(key(1), Buffer.from('one')));
  return { env, disk, folder };
}

test('a command that fails takes nothing with it but what it did itself', async () => {
  const { env, disk, folder } = await opened();
  let rollbacks = 0;
  env.onRollback = () => (rollbacks += 1);
  const results = await Promise.allSettled([
    env.write(() => env.records.put(key(2), Buffer.from('two'))),
    env.write(() => {
      env.records.put(key(1), Buffer.from('not'));
      env.records.put(key(3), Buffer.from('not'));
      throw new Error('a defect');
    }),
    env.write(() => {
      throw new CommandError('BadValue', "the client's error");
    }),
    env.write(() => env.records.put(key(4), env.records.get(key(2))!)),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  const expected = { k1: 'one', k2: 'two', k4: 'two' };
  expect([stateOf(env), rollbacks]).toEqual([expected, 1]);
  const { folder: copy, log } = remainsOf(folder, disk.durable, expected);
  const after = new Environment(copy, () => new SimulatedDisk(log));
  expect(stateOf(after)).toEqual(expected);
  await Promise.all([env.close(), after.close()]);
});

test.each(['write', 'flush', 'all'] as const)(
  'when the log fails (%s) a commit is a checkpoint',
  async (failing) => {
    const { env, disk, folder } = await opened();
    const before = env.checkpoints;
    disk.failing = failing;
    await env.write(() => env.records.put(key(2), Buffer.from('two')));
    expect(env.checkpoints).toBe(before + 1);
    const expected = { k1: 'one', k2: 'two' };
    for (const log of [disk.durable, disk.written]) {
      const copy = remainsOf(folder, log, expected);
      const after = new Environment(copy.folder, () => new SimulatedDisk(log));
      expect(stateOf(after)).toEqual(expected);
      await after.close();
    }
    await env.close();
  },
);

test('a copy holds what was acknowledged before it, and needs no log', async () => {
  const { env } = await opened();
  const folder = newFolder();
  await env.backup(folder);
  const copy = new Environment(folder);
  expect(stateOf(copy)).toEqual({ k1: 'one' });
  await Promise.all([env.close(), copy.close()]);
});

test('a log without room leaves every commit to a checkpoint', async () => {
  const folder = newFolder();
  const full = (file: string) => ({
    ...openLogFile(file),
    size: 0,
    extend: () => {
      throw new Error('ENOSPC: no space left on device, write');
    },
  });
  const env = new Environment(folder, full);
  await env.write(() => env.records.put(key(1), Buffer.from('one')));
  await env.write(() => env.records.put(key(2), Buffer.from('two')));
  expect([env.commits, env.checkpoints]).toEqual([2, 3]);
  const { folder: copy } = remainsOf(folder, Buffer.alloc(0), {});
  const after = new Environment(copy);
  expect(stateOf(after)).toEqual({ k1: 'one', k2: 'two' });
  await Promise.all([env.close(), after.close()]);
});

test('what was written reaches the store by itself when nothing more comes', async () => {
  const { env, folder } = await opened();
  const before = env.checkpoints;
  await expect.poll(() => env.checkpoints).toBe(before + 1);
  const { folder: copy } = remainsOf(folder, Buffer.alloc(0), {});
  const after = new Environment(copy, () => new SimulatedDisk());
  expect(stateOf(after)).toEqual({ k1: 'one' });
  await Promise.all([env.close(), after.close()]);
});

test('one commit may be far larger than the map was', { timeout: 60_000 }, async () => {
  const { env } = await opened();
  await env.write(() => {
    for (let n = 0; n < 300; n++) env.records.put(key(100 + n), Buffer.alloc(100_000, n));
  });
  expect(env.records.getKeysCount({})).toBe(301);
  expect(env.records.get(key(399))!.equals(Buffer.alloc(100_000, 299))).toBe(true);
  await env.close();
});

test.each<[string, SimulatedDisk['read']]>([
  [
    'read',
    () => {
      throw new Error('the log cannot be read');
    },
  ],
  ['trust', (length) => Buffer.alloc(length)],
])('an engine that cannot %s its log stops, and shows nothing older than it did', async (_, read) => {
  const { env, disk, folder } = await opened();
  const fatal: Error[] = [];
  env.onFatal = (error) => fatal.push(error);
  env.onRollback = () => void stateOf(env);
  disk.read = read;
  const failed = env.write(() => {
    env.records.put(key(1), Buffer.from('not'));
    throw new Error('a defect');
  });
  await expect(failed).rejects.toThrow('a defect');
  expect(fatal.map(({ message }) => message)).toEqual([expect.stringMatching(/^the log/)]);
  expect(() => env.records.get(key(1))).toThrow(/closed/);
  await expect(env.write(() => 1)).rejects.toThrow();
  const { folder: copy, log } = remainsOf(folder, disk.durable, {});
  const after = new Environment(copy, () => new SimulatedDisk(log));
  expect(stateOf(after)).toEqual({ k1: 'one' });
  await after.close();
});
