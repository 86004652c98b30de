// @vitest-environment node
/** What outlives a tab: the last state is painted without the server, unsent words go out, and nothing else stays. */
import type { ChannelId, MemberId } from '@atrium/shared';
import { expect, test } from 'vitest';
import { fair, FakeNetwork } from '../net/testing/fake-link.ts';
import { FakeServer } from '../net/testing/fake-server.ts';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { Random } from '../../../tests/random.ts';
import { FakeBrowser } from './testing/fake-browser.ts';

const ana = 'ana' as MemberId;
const general = 'general' as ChannelId;
const conversation = { channelId: general, rootSeq: null };

async function start() {
  const random = new Random(7);
  const timers = new FakeTimers(random);
  const server = new FakeServer([ana, 'mo' as MemberId], [general], timers, random);
  const network = new FakeNetwork(server, timers, random);
  const browser = new FakeBrowser(ana, network, timers, random);
  const tab = browser.open();
  await timers.pass(1_000);
  const texts = (shown = tab) =>
    [...shown.workspace()!.timelines.at(conversation).store.getState().rows].flatMap((row) =>
      row.type === 'message' ? [row.message.body] : row.type === 'pending' ? [`… ${row.body}`] : [],
    );
  return { timers, server, network, browser, tab, texts };
}

test('a second visit paints the last state before the server has answered, then catches up', async () => {
  const { timers, network, browser, tab, texts } = await start();
  void tab.workspace()!.timelines.at(conversation).open('unread');
  tab.workspace()!.book.get(general)!.openedAt = timers.now();
  for (const body of ['one', 'two']) await tab.actions.messages.post(conversation, body);
  await timers.pass(5_000);
  expect(texts()).toEqual(['one', 'two']);
  tab.close();

  network.weather = { ...fair, down: true };
  const again = browser.open();
  await timers.pass(10);
  expect(again.session.view.getState()).toMatchObject({ state: 'signed_in', fromCache: true });
  void again.workspace()!.timelines.at(conversation).open('unread');
  await timers.pass(10);
  expect(texts(again)).toEqual(['one', 'two']);
  await again.actions.messages.post(conversation, 'three');
  expect(texts(again)).toEqual(['one', 'two', '… three']);

  network.weather = fair;
  await timers.pass(60_000);
  expect(texts(again)).toEqual(['one', 'two', 'three']);
  expect(again.session.view.getState()).toMatchObject({ state: 'signed_in', fromCache: false });
});

test('what is written before a channel’s messages are here shows, and goes on showing when they come', async () => {
  const { timers, server, network, browser, texts } = await start();
  server.ask('mo' as MemberId, 'message.post', { channelId: general, clientId: 'mo-1', body: 'said before' });
  await timers.pass(1_000);
  // They know of the channel, and have nothing of it.
  const [one, two] = [browser.open(), browser.open()];
  await timers.pass(1_000);
  network.weather = { ...fair, down: true };
  network.cutAll();
  const timeline = (tab = one) => tab.workspace()!.timelines.at(conversation);
  const status = () => timeline().store.getState().status;
  for (const tab of [one, two]) void timeline(tab).open('unread');
  await one.actions.messages.post(conversation, 'first');
  expect([status(), texts(one)]).toEqual(['loading', ['… first']]);
  await timers.pass(20_000);
  expect([status(), texts(one)]).toEqual(['error', ['… first']]);
  await two.actions.messages.post(conversation, 'second');
  await timers.pass(1_000);
  for (const tab of [one, two]) expect(texts(tab)).toEqual(['… first', '… second']);

  network.weather = fair;
  await timers.pass(60_000);
  for (const tab of [one, two]) {
    void timeline(tab).jumpToNewest();
    await timers.pass(1_000);
    expect(texts(tab)).toEqual(['said before', 'first', 'second']);
  }
});

test('a tab that somebody turns to tries for a connection at once', async () => {
  const { timers, network, tab } = await start();
  const isLive = () => tab.session.connection.getState().state === 'live';
  tab.visible = false;
  network.weather = { ...fair, down: true };
  network.cutAll();
  // Long enough for pauses of half a minute.
  await timers.pass(120_000);
  network.weather = fair;
  expect(isLive()).toBe(false);
  tab.show();
  await timers.pass(100);
  expect(isLive()).toBe(true);
});

test('words that were not sent survive the tab, and go out once', async () => {
  const { timers, server, network, browser, tab } = await start();
  network.weather = { ...fair, down: true };
  network.cutAll();
  await tab.actions.messages.post(conversation, 'written on a train');
  tab.close();
  network.weather = fair;
  browser.open();
  await timers.pass(20_000);
  const said = server.journal(general).entries.filter((entry) => entry.kind === 'message');
  expect(said.map((entry) => entry.kind === 'message' && entry.body)).toEqual(['written on a train']);
});

test('signing out leaves nothing on the device', async () => {
  const { timers, browser, tab } = await start();
  await timers.pass(5_000);
  expect(await browser.storage.all('channels')).not.toEqual([]);
  await tab.session.signOut().catch(() => {});
  for (const store of ['outbox', 'drafts', 'channels', 'members', 'values'] as const) {
    expect(await browser.storage.all(store), store).toEqual([]);
  }
});

test('a session that was ended elsewhere takes the cache with it, and leaves what was written', async () => {
  const { timers, browser, tab, network } = await start();
  await timers.pass(5_000);
  network.weather = { ...fair, down: true };
  network.cutAll();
  await tab.actions.messages.post(conversation, 'unsent');
  await tab.workspace()!.wipe();
  expect(await browser.storage.all('channels')).toEqual([]);
  expect(await browser.storage.all('outbox')).toHaveLength(1);
});

test('what cannot be read any more is thrown away, and everything is asked of the server', async () => {
  const { timers, browser, tab, texts } = await start();
  await tab.actions.messages.post(conversation, 'one');
  await timers.pass(5_000);
  tab.close();
  await browser.storage.write([
    { store: 'channels', key: general, value: { summary: null, messages: 7 } },
    { store: 'members', key: 'mo', value: null },
  ]);
  await browser.storage.append('neither a command nor anything else');
  const again = browser.open();
  await timers.pass(5_000);
  void again.workspace()!.timelines.at(conversation).open('unread');
  await timers.pass(1_000);
  expect(again.session.view.getState()).toMatchObject({ state: 'signed_in', fromCache: false });
  expect(texts(again)).toEqual(['one']);
  await again.actions.messages.post(conversation, 'two');
  await timers.pass(5_000);
  expect(texts(again)).toEqual(['one', 'two']);
});
