// @vitest-environment node
/** What a client asks as soon as it is connected goes along with the handshake, once. */
import type { ChannelId, MemberId } from '@atrium/shared';
import { expect, test, vi } from 'vitest';
import { fair, FakeNetwork } from '../net/testing/fake-link.ts';
import { FakeServer } from '../net/testing/fake-server.ts';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { Random } from '../../../tests/random.ts';
import { FakeBrowser } from './testing/fake-browser.ts';

const [ana, mo] = ['ana' as MemberId, 'mo' as MemberId];
const channelIds = Array.from({ length: 30 }, (_, index) => `channel-${index}` as ChannelId);

function start() {
  const random = new Random(11);
  const timers = new FakeTimers(random);
  const server = new FakeServer([ana, mo], channelIds, timers, random);
  const network = new FakeNetwork(server, timers, random);
  const browser = new FakeBrowser(ana, network, timers, random);
  const asked: string[] = [];
  const answer = server.ask.bind(server);
  vi.spyOn(server, 'ask').mockImplementation((memberId, name, input) => {
    const { state } = browser.tabs[0]?.session.env.connection.status ?? {};
    if (name === 'workspace.load' || name === 'channel.sync') asked.push(`${state}: ${name}`);
    if (name === 'channel.open')
      asked.push(`${state}: ${name} ${(input as { channelId: ChannelId }).channelId}`);
    return answer(memberId, name, input);
  });
  return { timers, server, network, browser, asked };
}

test('on the first visit the workspace', async () => {
  const { timers, browser, asked } = start();
  browser.open();
  await timers.pass(1_000);
  expect(asked.filter((one) => one.endsWith('workspace.load'))).toEqual(['connecting: workspace.load']);
});

test('on the first visit to a channel its messages, made fit for what was said before they are shown', async () => {
  const { timers, server, browser, asked } = start();
  const [channelId] = channelIds as [ChannelId];
  const say = (body: string) => server.ask(mo, 'message.post', { channelId, clientId: body, body });
  say('before');
  browser.beginsWith = channelId;
  const tab = browser.open();
  await timers.pass(1_000);
  say('meanwhile');
  await timers.pass(1_000);
  const timeline = tab.workspace()!.timelines.at({ channelId, rootSeq: null });
  void timeline.open('unread');
  await timers.pass(1_000);
  expect(asked.filter((one) => one.includes('channel.open'))).toEqual([
    `connecting: channel.open ${channelId}`,
  ]);
  const rows = [...timeline.store.getState().rows];
  expect(rows.flatMap((row) => (row.type === 'message' ? [row.message.body] : []))).toEqual([
    'before',
    'meanwhile',
  ]);
});

test('messages that were foreseen long ago are asked for anew', async () => {
  const { timers, browser, asked } = start();
  const [channelId] = channelIds as [ChannelId];
  browser.beginsWith = channelId;
  const tab = browser.open();
  await timers.pass(30_000);
  asked.length = 0;
  void tab.workspace()!.timelines.at({ channelId, rootSeq: null }).open('unread');
  await timers.pass(1_000);
  expect(asked).toEqual([`live: channel.open ${channelId}`]);
});

test('after a lost connection what is new, for all channels together', async () => {
  const { timers, server, network, browser, asked } = start();
  const tab = browser.open();
  await timers.pass(5_000);
  network.weather = { ...fair, down: true };
  network.cutAll();
  await timers.pass(1_000);
  for (const channelId of channelIds)
    server.ask(mo, 'message.post', { channelId, clientId: `while-away-${channelId}`, body: 'while away' });
  asked.length = 0;

  network.weather = fair;
  await timers.pass(40_000);
  expect(asked).toEqual(['connecting: channel.sync', 'live: workspace.load']);
  const { book } = tab.workspace()!;
  for (const channelId of channelIds)
    expect(book.get(channelId)!.position.seq).toBe(server.journal(channelId).entries.length);
});

test('on a second visit both, with what is on this device', async () => {
  const { timers, browser, asked } = start();
  const first = browser.open();
  await timers.pass(10_000);
  first.close();
  asked.length = 0;
  browser.open();
  await timers.pass(1_000);
  expect(asked).toEqual(['connecting: channel.sync', 'connecting: workspace.load']);
});
