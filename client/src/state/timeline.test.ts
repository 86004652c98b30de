// @vitest-environment node
/** A server that cannot give a page now is asked for it again, as often as it can bear. */
import { AtriumError, type ChannelId, type ErrorCode, type MemberId } from '@atrium/shared';
import { expect, test } from 'vitest';
import { FakeNetwork } from '../net/testing/fake-link.ts';
import { FakeServer } from '../net/testing/fake-server.ts';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { Random } from '../../../tests/random.ts';
import { FakeBrowser } from './testing/fake-browser.ts';

const ana = 'ana' as MemberId;
const channelId = 'general' as ChannelId;
const length = 250;

/** At the end of a channel whose earlier messages the server refuses for as long as `refusal.by` is set. */
async function start() {
  const random = new Random(9);
  const timers = new FakeTimers(random);
  const server = new FakeServer([ana], [channelId], timers, random);
  for (let count = 1; count <= length; count += 1)
    server.ask(ana, 'message.post', { channelId, clientId: `c-${count}`, body: `message ${count}` });
  const refusal: { by: ErrorCode | null; times: number } = { by: null, times: 0 };
  const { ask } = server;
  server.ask = (memberId, name, input) => {
    if (refusal.by === null || name !== 'message.history') return ask.call(server, memberId, name, input);
    refusal.times += 1;
    throw new AtriumError(refusal.by);
  };
  const network = new FakeNetwork(server, timers, random);
  const tab = new FakeBrowser(ana, network, timers, random).open();
  await timers.pass(1_000);
  const timeline = tab.workspace()!.timelines.at({ channelId, rootSeq: null });
  await Promise.all([timeline.open('newest'), timers.pass(1_000)]);
  const view = () => timeline.store.getState();
  const bodies = () => [...view().rows].flatMap((row) => (row.type === 'message' ? [row.message.body] : []));
  /** As a screen whose reader has come to the first row: it asks whenever something changed. */
  const look = async (ms: number) => {
    const off = timeline.store.subscribe(() => void timeline.loadBefore());
    void timeline.loadBefore();
    await timers.pass(ms);
    off();
  };
  return { refusal, look, view, bodies };
}

test('with pauses that grow, until it answers', async () => {
  const { refusal, look, view, bodies } = await start();
  expect(bodies()).toHaveLength(100);
  refusal.by = 'internal';
  await look(60_000);
  expect(refusal.times).toBeGreaterThan(3);
  expect(refusal.times).toBeLessThan(20);
  expect(view()).toMatchObject({ status: 'ready', loadingBefore: true });
  refusal.by = null;
  await look(60_000);
  expect(bodies()).toHaveLength(length);
  expect(view()).toMatchObject({ status: 'ready', loadingBefore: false, hasBefore: false });
});

test('not where there is nothing any more', async () => {
  const { refusal, look, view } = await start();
  refusal.by = 'forbidden';
  await look(60_000);
  expect(refusal.times).toBe(1);
  expect(view()).toMatchObject({ status: 'missing', rows: { length: 0 } });
});
