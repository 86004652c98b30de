// @vitest-environment node
/** When the server hears of what somebody begins to write. */
import { AtriumError, type ChannelId, type ErrorCode } from '@atrium/shared';
import { expect, test } from 'vitest';
import { Random } from '../../../tests/random.ts';
import type { Connection } from '../net/connection.ts';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { DraftBook } from './drafts.ts';
import { memoryStorage } from './storage.ts';
import { FakeTabs } from './testing/fake-tabs.ts';
import { silentBus } from './tabs.ts';

const conversation = { channelId: 'general' as ChannelId, rootSeq: null };

/** Two tabs of a device whose clock is off by so much (milliseconds), and what the server was told. */
function twoTabs(clockOff = 0) {
  const random = new Random(11);
  const timers = new FakeTimers(random);
  const tabs = new FakeTabs(timers, random);
  const told: string[] = [];
  const server: { refuses: ErrorCode | null } = { refuses: null };
  const serverNow = () => timers.now() - clockOff;
  const command = async (_name: string, draft: { body: string }) => {
    told.push(draft.body);
    if (server.refuses) throw new AtriumError(server.refuses);
    return { draft: { ...draft, updatedAt: serverNow() } };
  };
  const connection = { command, status: { state: 'live' } } as unknown as Connection;
  const open = () => new DraftBook({ connection, storage: memoryStorage(), bus: tabs.bus(), timers });
  const [one, two] = [open(), open()];
  const bodies = () => [one, two].map((drafts) => drafts.get(conversation)?.body);
  return { timers, told, server, serverNow, one, two, bodies };
}

test.each([0, -3_600_000, 3_600_000])(
  'what is typed and sent in one tab is so in the other, with a clock that is off by %i ms',
  async (clockOff) => {
    const { timers, serverNow, one, two, bodies } = twoTabs(clockOff);
    for (const drafts of [one, two])
      drafts.put([{ ...conversation, body: 'of yesterday', updatedAt: serverNow() }]);
    one.set(conversation, 'of yesterday, and today');
    await timers.pass(3_000);
    expect(bodies()).toEqual(['of yesterday, and today', 'of yesterday, and today']);
    two.set(conversation, '');
    await timers.pass(3_000);
    expect(bodies()).toEqual(['', '']);
  },
);

test.each([0, -3_600_000, 3_600_000])(
  'what another device writes later reaches both tabs, and neither sends its own again, with a clock off by %i ms',
  async (clockOff) => {
    const { timers, told, serverNow, one, two, bodies } = twoTabs(clockOff);
    one.set(conversation, 'on this device');
    await timers.pass(3_000);
    for (const drafts of [one, two])
      drafts.put([{ ...conversation, body: 'on the other', updatedAt: serverNow() }]);
    expect(bodies()).toEqual(['on the other', 'on the other']);
    for (const drafts of [one, two]) drafts.resume();
    await timers.pass(3_000);
    expect(told).toEqual(['on this device']);
  },
);

test('what was sent or given up elsewhere while this device was away is gone here, too', async () => {
  const { timers, told, serverNow, one } = twoTabs();
  const inThread = { ...conversation, rootSeq: 7 };
  const kept = { ...conversation, rootSeq: 9, body: 'kept', updatedAt: serverNow() };
  one.set(conversation, 'sent elsewhere');
  await timers.pass(3_000);
  one.set(inThread, 'not told yet');
  const revision = one.revision(conversation);
  one.putAll([kept], serverNow());
  expect(one.all().map(({ body }) => body)).toEqual(['not told yet', 'kept']);
  expect(one.revision(conversation)).toBe(revision + 1);

  const asked = serverNow();
  await timers.pass(3_000);
  expect(told).toEqual(['sent elsewhere', 'not told yet']);
  one.putAll([kept], asked);
  expect(one.get(inThread)?.body).toBe('not told yet');
});

test('that the server has the one does not take away what was typed elsewhere meanwhile', async () => {
  const { timers, told, one, two, bodies } = twoTabs(-3_600_000);
  one.set(conversation, 'one');
  await timers.pass(1_499);
  two.set(conversation, 'two');
  await timers.pass(3_000);
  expect(bodies()).toEqual(['two', 'two']);
  expect(told.at(-1)).toBe('two');
});

test('while somebody writes it waits for a pause; that it was sent is told at once', async () => {
  const timers = new FakeTimers(new Random(7));
  const told: string[] = [];
  const command = async (_name: string, draft: { body: string }) => {
    told.push(draft.body);
    return { draft: { ...draft, updatedAt: timers.now() } };
  };
  const connection = { command, status: { state: 'live' } } as unknown as Connection;
  const drafts = new DraftBook({ connection, storage: memoryStorage(), bus: silentBus, timers });
  for (const body of ['S', 'Sa', 'Said']) {
    drafts.set(conversation, body);
    await timers.pass(200);
  }
  expect(told).toEqual([]);
  await timers.pass(1_500);
  expect(told).toEqual(['Said']);
  drafts.set(conversation, 'Said.');
  drafts.set(conversation, '');
  await timers.pass(1);
  expect(told).toEqual(['Said', '']);
  drafts.close();
});

test('what was refused for now is sent again, with pauses; what may not be is not', async () => {
  const { timers, told, server, one } = twoTabs();
  server.refuses = 'internal';
  one.set(conversation, 'begun');
  await timers.pass(20_000);
  expect(told.length).toBeGreaterThan(2);
  expect(told.length).toBeLessThan(20);
  server.refuses = null;
  await timers.pass(60_000);
  expect(one.get(conversation)).toMatchObject({ body: 'begun', dirty: false });
  const { length } = told;
  await timers.pass(60_000);
  expect(told).toHaveLength(length);
  server.refuses = 'forbidden';
  one.set(conversation, 'begun, and on');
  await timers.pass(60_000);
  expect(told).toHaveLength(length + 1);
});
