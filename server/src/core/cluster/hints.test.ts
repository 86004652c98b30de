import type { ChannelId } from '@atrium/shared';
import { expect, test } from 'vitest';
import type { Journal } from '../journal/types.ts';
import { createHints } from './hints.ts';

const general = 'general' as ChannelId;

function setUp(head: () => number) {
  let now = 1_000;
  const asked: number[] = [];
  const state = { seq: 5 };
  const journal = {
    channelId: general,
    state,
    refresh: async () => {
      asked.push(now);
      state.seq = Math.max(state.seq, head());
    },
  } as unknown as Journal;
  let collectors: (() => void)[] = [];
  const hints = createHints({
    journals: { epoch: 'e', peek: (id) => (id === general ? journal : undefined) },
    turn: { collect: (collector) => void collectors.push(collector) },
    clock: () => now,
    count: () => undefined,
    failed: (error) => {
      throw error;
    },
  });
  const endTurn = async () => {
    const all = collectors;
    collectors = [];
    for (const collector of all) collector();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { hints, asked, state, endTurn, pass: (ms: number) => void (now += ms) };
}

test('many hints of one turn are one question', async () => {
  const { hints, asked, state, endTurn } = setUp(() => 9);
  for (let seq = 6; seq <= 9; seq++) hints.heard(general, 'e', seq);
  await endTurn();
  expect(asked).toHaveLength(1);
  expect(state.seq).toBe(9);
});

test('what is known, of another epoch, or of a channel that is not here is not followed', async () => {
  const { hints, asked, endTurn } = setUp(() => 9);
  hints.heard(general, 'e', 5);
  hints.heard(general, 'other', 9);
  hints.heard('elsewhere' as ChannelId, 'e', 9);
  await endTurn();
  expect(asked).toEqual([]);
});

test('a forged seq costs ever fewer questions, and a true one is followed again afterwards', async () => {
  let head = 5;
  const { hints, asked, state, endTurn, pass } = setUp(() => head);
  for (let ms = 0; ms < 60_000; ms += 10) {
    hints.heard(general, 'e', 1e9);
    await endTurn();
    pass(10);
  }
  expect(asked.length).toBeLessThan(25);
  expect(state.seq).toBe(5);
  head = 6;
  pass(6_000);
  hints.heard(general, 'e', 6);
  await endTurn();
  expect(state.seq).toBe(6);
});
