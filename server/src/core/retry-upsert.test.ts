import { MongoServerError } from 'mongodb';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { retryUpsert } from './retry-upsert.ts';

const duplicate = () => new MongoServerError({ message: 'E11000 duplicate key', code: 11_000 });

/** An upsert that meets a row that was made just then so many times. */
function racing(times: number, error: () => Error = duplicate) {
  let asked = 0;
  const upsert = async () => {
    asked += 1;
    if (asked <= times) throw error();
    return asked;
  };
  return { upsert, asked: () => asked };
}

test('who comes second finds the row at the next try', async () => {
  expect(await retryUpsert(racing(0).upsert)).toBe(1);
  expect(await retryUpsert(racing(1).upsert)).toBe(2);
  expect(await retryUpsert(racing(2).upsert)).toBe(3);
});

test('a key that stays taken, and any other error, is said', async () => {
  const taken = racing(Number.POSITIVE_INFINITY);
  await expect(retryUpsert(taken.upsert)).rejects.toMatchObject({ code: 11_000 });
  expect(taken.asked()).toBe(3);
  const broken = racing(1, () => new Error('no disk'));
  await expect(retryUpsert(broken.upsert)).rejects.toThrow('no disk');
  expect(broken.asked()).toBe(1);
});

/** Their writes are asked again together, in `projection-store.ts`; where the last one loses, the same row is there already. */
const bulk = [
  'core/journal/activity-plan.ts',
  'core/journal/projection-plan.ts',
  'threads/moves/carry-over.ts',
];

test('every upsert of the server is one of these', () => {
  const source = join(import.meta.dirname, '..');
  const upserting = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('db'))
    .map((path) => ({ path, text: readFileSync(join(source, path), 'utf8') }))
    .filter(({ text }) => text.includes('upsert: true'));
  expect(upserting.length).toBeGreaterThan(10);
  const bare = upserting.filter(
    ({ text }) => text.split('upsert: true').length > text.split('retryUpsert(').length,
  );
  expect(bare.map(({ path }) => path).toSorted()).toEqual(bulk);
});
