import type { ChannelId } from '@atrium/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arranged, type Placed } from './arranged.ts';

const placed = (name: string, order = 0): Placed => ({ channelId: name as ChannelId, order });
/** As the side bar sorts them. */
const sorted = (items: readonly Placed[]) =>
  items.toSorted((a, b) => (a.order || 2e6) - (b.order || 2e6) || a.channelId.localeCompare(b.channelId));
const after = (items: readonly Placed[], changes: readonly Placed[]) =>
  sorted(items.map((item) => changes.find(({ channelId }) => channelId === item.channelId) ?? item));
const names = (items: readonly Placed[]) => items.map(({ channelId }) => channelId).join('');

test('to the top of what nobody has arranged is one change', () => {
  expect(arranged([placed('a'), placed('b')], 'c' as ChannelId, 0)).toEqual([placed('c', 1_000)]);
});

test('between two that have their places is one change, as long as there is room', () => {
  expect(arranged([placed('a', 10), placed('b', 20)], 'c' as ChannelId, 1)).toEqual([placed('c', 15)]);
  const tight = [placed('a', 1), placed('b', 1 + Number.EPSILON)];
  expect(names(after([...tight, placed('c')], arranged(tight, 'c' as ChannelId, 1)))).toBe('acb');
});

test('whatever is moved where, it stands there, and the others stand as they stood', () => {
  const moves = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 60 });
  const outcome = fc.check(
    fc.property(moves, (steps) => {
      let items = sorted('abcdefghij'.split('').map((name) => placed(name)));
      for (const [from, to] of steps) {
        const moved = items[from]!;
        const others = items.filter((item) => item !== moved);
        const wanted = names(others.toSpliced(to, 0, moved));
        const changes = arranged(others, moved.channelId, to);
        items = after(items, changes);
        if (names(items) !== wanted || items.some(({ order }) => order < 0 || order > 1e6)) return false;
      }
      return true;
    }),
    { numRuns: 300, seed: 11 },
  );
  expect(outcome.counterexample).toBeNull();
});
