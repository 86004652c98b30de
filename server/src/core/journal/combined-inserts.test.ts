import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { combineInserts } from './combined-inserts.ts';
import { DuplicateEntry } from './entry-store.ts';
import type { EntryRow } from './row.ts';

const rows = (channelId: string, ...seqs: number[]) =>
  seqs.map((seq) => ({ channelId, seq }) as unknown as EntryRow);
const outcome = (doing: Promise<void>) =>
  doing.then(
    () => 'written',
    (error: unknown) => error,
  );

describe('batches of several channels', () => {
  test('those of one moment are one command, each channel together and in order', async () => {
    const commands: string[][] = [];
    const insert = combineInserts(async (all) => {
      commands.push(all.map(({ channelId, seq }) => `${channelId}${seq}`));
    });
    await Promise.all([insert(rows('a', 1, 2)), insert(rows('b', 7)), insert(rows('c', 3))]);
    expect(commands).toEqual([['a1', 'a2', 'b7', 'c3']]);
  });

  test.each([
    ['the first row', 0, ['seq 0', 'written', 'written']],
    ['a row in the middle of a batch', 1, ['seq 1', 'written', 'written']],
    ['a batch between others', 2, ['written', 'seq 0', 'written']],
    ['the last batch', 3, ['written', 'written', 'seq 0']],
  ])('%s is refused: its own batch learns it, the rest is written', async (_what, refused, expected) => {
    const commands: number[][] = [];
    const insert = combineInserts(async (all) => {
      commands.push(all.map(({ seq }) => seq));
      if (commands.length === 1) throw new DuplicateEntry(refused, 'seq');
    });
    const batches = [rows('a', 1, 2), rows('b', 3), rows('c', 4)];
    const outcomes = await Promise.all(batches.map((batch) => outcome(insert(batch))));
    expect(outcomes.map((one) => (one instanceof DuplicateEntry ? `${one.key} ${one.index}` : one))).toEqual(
      expected,
    );
    // What was not tried went into the next command, and what was written did not.
    const tried = expected.slice(expected.findIndex((one) => one !== 'written') + 1).length;
    expect(commands.slice(1).flat()).toEqual([3, 4].slice(2 - tried));
  });

  test('when nobody knows what was written, nobody is told that it was', async () => {
    const insert = combineInserts(async () => {
      throw new Error('cut');
    });
    const outcomes = await Promise.all([outcome(insert(rows('a', 1))), outcome(insert(rows('b', 1)))]);
    expect(outcomes.map(String)).toEqual(['Error: cut', 'Error: cut']);
  });

  test('a command is bounded in rows and in bytes', async () => {
    const sizes: number[] = [];
    const insert = combineInserts(async (all) => void sizes.push(all.length));
    const many = Array.from({ length: 30 }, (_, index) =>
      rows(`c${index}`, ...Array.from({ length: 100 }, (__, seq) => seq)),
    );
    await Promise.all(many.map((batch) => insert(batch)));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(3_000);
    sizes.length = 0;
    const heavy = Array.from({ length: 8 }, (_, index) => [
      { channelId: `h${index}`, seq: 1, body: 'x'.repeat(200_000) } as unknown as EntryRow,
    ]);
    await Promise.all(heavy.map((batch) => insert(batch)));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
  });

  test('a second command leaves beside the first once enough rows wait; fewer go together after it', async () => {
    const commands: number[] = [];
    const landings: (() => void)[] = [];
    const insert = combineInserts(
      (all) => {
        commands.push(all.length);
        return new Promise((resolve) => landings.push(resolve));
      },
      { secondRowsMin: 3 },
    );
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const all = [insert(rows('a', 1))];
    await turn();
    all.push(insert(rows('b', 1)), insert(rows('c', 1)));
    await turn();
    expect(commands).toEqual([1]);
    landings.shift()?.();
    await vi.waitFor(() => expect(commands).toEqual([1, 2]));
    all.push(insert(rows('d', 1, 2)), insert(rows('e', 1)));
    await turn();
    expect(commands).toEqual([1, 2, 3]);
    for (const land of landings) land();
    await Promise.all(all);
  });
});

describe('where many channels are written to', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const channels = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => rows(`${name}${index}`, 1));

  /** `first` channels are under way for 6 ms, `second` wait meanwhile. */
  async function underWay(first: number, second: number) {
    const commands: number[] = [];
    const landings: (() => void)[] = [];
    const insert = combineInserts(
      (all) => {
        commands.push(all.length);
        return new Promise((resolve) => landings.push(resolve));
      },
      { secondRowsMin: 256, gatherMsMax: 4 },
    );
    const write = async (batches: EntryRow[][]) => {
      for (const batch of batches) void insert(batch);
      await turn();
    };
    await write(channels('first', first));
    await write(channels('second', second));
    vi.advanceTimersByTime(6);
    landings.shift()?.();
    await turn();
    return { commands, write };
  }

  test('a command waits for those who were told that their entries are on disk', async () => {
    const { commands, write } = await underWay(8, 3);
    await write(channels('first', 7));
    expect(commands).toEqual([8]);
    await write(channels('again', 1));
    expect(commands).toEqual([8, 11]);
  });

  test('and no longer than half of what the last one took, when they do not come', async () => {
    const { commands } = await underWay(8, 3);
    vi.advanceTimersByTime(2);
    await turn();
    expect(commands).toEqual([8]);
    vi.advanceTimersByTime(1);
    await turn();
    expect(commands).toEqual([8, 3]);
  });

  test('where they are few, nobody waits', async () => {
    const { commands } = await underWay(7, 3);
    expect(commands).toEqual([7, 3]);
  });
});
