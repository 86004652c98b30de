import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Database } from '../db/connect.ts';
import type { Log } from '../log.ts';
import { type Clock, createClock } from './clock.ts';

const hour = 3_600_000;
const warn = vi.fn<Log['warn']>();
let answer: () => Promise<{ localTime: Date }>;
let clock: Clock;

const db = { kind: 'external', connection: { db: { admin: () => ({ command: () => answer() }) } } };
const start = async (offsetMs: number, kind = 'external') => {
  clock = await createClock({
    db: { ...db, kind } as unknown as Database,
    log: { warn } as unknown as Log,
    offsetMs,
  });
};
const offMs = () => Math.abs(clock.now() - Date.now());

beforeEach(() => {
  answer = async () => ({ localTime: new Date() });
  warn.mockClear();
});
afterEach(() => clock.close());

test('a node that is an hour ahead, or behind, goes by the database and says so once', async () => {
  for (const off of [hour, -hour]) {
    await start(off);
    expect(offMs()).toBeLessThan(200);
    clock.close();
  }
  expect(warn).toHaveBeenCalledTimes(2);
});

test('a clock that is right is left alone, and nothing is said', async () => {
  await start(20);
  expect(offMs()).toBeLessThan(200);
  expect(warn).not.toHaveBeenCalled();
});

test('setting the wall clock while the server runs moves nothing', async () => {
  await start(0);
  const before = clock.now();
  vi.setSystemTime(Date.now() - 10 * 60_000);
  expect(clock.now() - before).toBeGreaterThanOrEqual(0);
  expect(clock.now() - before).toBeLessThan(1_000);
  vi.useRealTimers();
});

test('without an answer its own clock counts; with its own engine nobody is asked', async () => {
  answer = async () => Promise.reject(new Error('away'));
  await start(hour);
  expect(Math.abs(clock.now() - Date.now() - hour)).toBeLessThan(200);
  clock.close();
  answer = vi.fn<typeof answer>(async () => ({ localTime: new Date(0) }));
  await start(0, 'embedded');
  expect(answer).not.toHaveBeenCalled();
  expect(offMs()).toBeLessThan(200);
});
