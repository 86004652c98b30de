import { expect, test } from 'vitest';
import { gathered } from './gathered.ts';

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

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('those who ask in one turn share a query, as many as it takes', async () => {
  const { read, queries } = asked();
  const answers = [1, 2, 2, 4].map(read);
  await turn();
  expect(queries.map(({ keys }) => keys)).toEqual([[1, 2, 2], [4]]);
  for (const { answer } of queries) answer();
  expect(await Promise.all(answers)).toEqual([10, 20, 20, 40]);
});

test('who asks while queries are under way is answered by one that began later', async () => {
  const { read, queries } = asked();
  const first = [1, 2, 3, 4].map(read);
  await turn();
  const late = [1, 5].map(read);
  await turn();
  expect(queries).toHaveLength(2);
  queries[0]?.answer();
  await Promise.all(first.slice(0, 3));
  await turn();
  expect(queries[2]?.keys).toEqual([1, 5]);
  queries[2]?.answer();
  expect(await Promise.all(late)).toEqual([10, 50]);
});

test('a query that fails fails for those in it, and the next one is asked', async () => {
  const { read, queries } = asked();
  const failing = read(1);
  await turn();
  queries[0]?.fail(new Error('gone'));
  await expect(failing).rejects.toThrow('gone');
  const next = read(2);
  await turn();
  queries[1]?.answer();
  expect(await next).toBe(20);
});
