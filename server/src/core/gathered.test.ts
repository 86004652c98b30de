import type { Connection } from 'mongoose';
import { expect, test, vi } from 'vitest';
import { findBy } from '../db/find.ts';
import { gathered, rowsBy } from './gathered.ts';

/** Answers when the test says so. */
function asked() {
  const queries: { keys: readonly number[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const read = gathered(
    (keys: readonly number[]) =>
      new Promise<number[]>((resolve, reject) =>
        queries.push({ keys, answer: () => resolve(keys.map((key) => key * 10)), fail: reject }),
      ),
    () => 3,
  );
  return { read, queries };
}

const until = (count: number, { queries }: ReturnType<typeof asked>) =>
  vi.waitFor(() => expect(queries).toHaveLength(count), { timeout: 8_000, interval: 1 });

test('those who ask in one turn share a query, as many as it takes', async () => {
  const all = asked();
  const { read, queries } = all;
  const answers = [1, 2, 2, 4].map(read);
  await until(2, all);
  expect(queries.map(({ keys }) => keys)).toEqual([[1, 2, 2], [4]]);
  for (const { answer } of queries) answer();
  expect(await Promise.all(answers)).toEqual([10, 20, 20, 40]);
});

test('who asks while queries are under way is answered by one that began later', async () => {
  const all = asked();
  const { read, queries } = all;
  const first = [1, 2, 3, 4].map(read);
  await until(2, all);
  const late = [1, 5].map(read);
  queries[0]?.answer();
  await Promise.all(first.slice(0, 3));
  await until(3, all);
  expect(queries[2]?.keys).toEqual([1, 5]);
  queries[2]?.answer();
  expect(await Promise.all(late)).toEqual([10, 50]);
});

test('a query that fails fails for those in it, and the next one is asked', async () => {
  const all = asked();
  const { read, queries } = all;
  const failing = read(1);
  await until(1, all);
  queries[0]?.fail(new Error('gone'));
  await expect(failing).rejects.toThrow('gone');
  const next = read(2);
  await until(2, all);
  queries[1]?.answer();
  expect(await next).toBe(20);
});

test('a crowd shares a query while there is other work, and waits for nothing where there is none', async () => {
  const queries: (readonly number[])[] = [];
  const crowdMs = 8_000;
  const read = gathered(
    async (keys: readonly number[]) => {
      queries.push(keys);
      return keys;
    },
    () => 200,
    crowdMs,
  );
  await Promise.all([1, 2].map(read));
  let isBusy = true;
  const work = () => {
    const end = performance.now() + 20;
    while (performance.now() < end);
    if (isBusy) setImmediate(work);
  };
  work();
  const first = read(3);
  // Longer than it takes to look whether there is other work.
  await new Promise((resolve) => setTimeout(resolve, crowdMs / 10 + 500));
  expect(queries).toEqual([[1, 2]]);
  const second = read(4);
  const quietFrom = performance.now();
  isBusy = false;
  await Promise.all([first, second]);
  expect(queries).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(performance.now() - quietFrom).toBeLessThan(crowdMs / 2);
}, 30_000);

test('keys that turn out to have many rows each share no query for nothing again', async () => {
  const shared: number[] = [];
  const connection = {} as Connection;
  findBy(connection, async ({ filter, limit = Number.POSITIVE_INFINITY }) => {
    const { $in, $eq } = filter['key'] as { $in?: string[]; $eq?: string };
    if ($in) shared.push($in.length);
    const rows = ($in ?? [$eq]).flatMap((key) => Array.from({ length: 2_000 }, (_, at) => ({ key, at })));
    return rows.slice(0, limit);
  });
  const rowsOf = rowsBy<{ key: string; at: number }, string>({ collection: 'rows', field: 'key' });
  const keys = Array.from({ length: 20 }, (_, at) => `key ${at}`);
  for (let turn = 0; turn < 3; turn += 1) {
    const found = await Promise.all(keys.map((key) => rowsOf(connection, key)));
    expect(found.map((rows) => [rows.length, rows[0]?.key])).toEqual(keys.map((key) => [2_000, key]));
  }
  expect(shared).toEqual([20]);
});
