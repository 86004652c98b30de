// @vitest-environment node
/** A disk that fails, whenever it does: what was kept for sending stays, new words get new places, and nothing throws. */
import { expect, test } from 'vitest';
import { lastingStorage } from './lasting-storage.ts';
import { memoryStorage, type Storage } from './storage.ts';

/** Storage that fails once it is told to, as IndexedDB does when the browser closes it. */
function breakable(): { storage: Storage; fail(name?: string): void } {
  const inner = memoryStorage();
  let name: string | null = null;
  const guard =
    <Args extends unknown[], Answer>(operation: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      if (name) throw new DOMException('The database connection is closing.', name);
      return operation(...args);
    };
  return {
    storage: {
      get: guard(inner.get),
      all: guard(inner.all),
      append: guard(inner.append),
      update: guard(inner.update),
      write: guard(inner.write),
      clear: guard(inner.clear),
      close: () => inner.close(),
    },
    fail: (as = 'InvalidStateError') => (name = as),
  };
}

test('once the disk fails, what waits to be sent is still there and keeps its order', async () => {
  const { storage, fail } = breakable();
  const lost: unknown[] = [];
  const lasting = lastingStorage(storage, (error) => lost.push(error));
  const [one, two] = [await lasting.append('one'), await lasting.append('two')];
  await lasting.update(one, undefined);
  await lasting.write([{ store: 'values', key: 'snapshot', value: 1 }]);
  fail();
  const three = await lasting.append('three');
  expect(three).toBeGreaterThan(two);
  expect(await lasting.all('outbox')).toEqual([
    { key: two, value: 'two' },
    { key: three, value: 'three' },
  ]);
  await lasting.write([{ store: 'values', key: 'snapshot', value: 2 }]);
  expect(await lasting.get('values', 'snapshot')).toBe(2);
  expect(lost).toHaveLength(1);
});

test('a page that goes away complains of nothing, but takes nothing to send either', async () => {
  const { storage, fail } = breakable();
  const lost: unknown[] = [];
  const lasting = lastingStorage(storage, (error) => lost.push(error));
  lasting.close();
  fail();
  await lasting.write([{ store: 'values', key: 'snapshot', value: 1 }]);
  await lasting.update(1, undefined);
  await expect(lasting.append('too late')).rejects.toMatchObject({ code: 'retry_later' });
  expect(lost).toEqual([]);
});

test('a value that cannot be kept at all is a fault of ours, and says so', async () => {
  const { storage, fail } = breakable();
  const lasting = lastingStorage(storage, () => {});
  fail('DataCloneError');
  await expect(lasting.append('x')).rejects.toMatchObject({ name: 'DataCloneError' });
});
