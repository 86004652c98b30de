// @vitest-environment node
/** The side bar's counts, however what they count came to this device. */
import type { ChannelId, MemberId } from '@atrium/shared';
import { expect, test } from 'vitest';
import { FakeNetwork } from '../net/testing/fake-link.ts';
import { FakeServer } from '../net/testing/fake-server.ts';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { Random } from '../../../tests/random.ts';
import { FakeBrowser } from './testing/fake-browser.ts';

const general = 'general' as ChannelId;

test('what the server lists later than its entry came shows on its channel and on the badge', async () => {
  const random = new Random(5);
  const timers = new FakeTimers(random);
  const server = new FakeServer(['ana', 'mo'] as MemberId[], [general], timers, random);
  const network = new FakeNetwork(server, timers, random);
  const [ana, mo] = (['ana', 'mo'] as MemberId[]).map((memberId) =>
    new FakeBrowser(memberId, network, timers, random).open(),
  );
  await timers.pass(1_000);
  await mo!.actions.messages.post({ channelId: general, rootSeq: null }, 'a word that she watches for');
  await timers.pass(1_000);
  const { sidebar, activity, book } = ana!.workspace()!;
  expect(sidebar.item(general)).toMatchObject({ unread: 1, mentions: 0 });
  expect(sidebar.totals.getState().badge).toBe(0);

  const { seq } = book.get(general)!.position;
  activity.add([{ channelId: general, rootSeq: null, seq, at: timers.now(), reason: 'mention' }]);
  await timers.pass(1);
  expect(sidebar.item(general)).toMatchObject({ unread: 1, mentions: 1 });
  expect(sidebar.view.getState().channels).toMatchObject([{ channelId: general, mentions: 1 }]);
  expect(sidebar.totals.getState()).toMatchObject({ badge: 1, activity: 1 });

  activity.remove(general, seq);
  await timers.pass(1);
  expect(sidebar.item(general)).toMatchObject({ mentions: 0 });
  expect(sidebar.totals.getState()).toMatchObject({ badge: 0, activity: 0 });
});

test('sections and channels stand as the person arranges them, at once', async () => {
  const random = new Random(6);
  const timers = new FakeTimers(random);
  const [alpha, beta, gamma] = ['alpha', 'beta', 'gamma'] as ChannelId[];
  const server = new FakeServer(['ana'] as MemberId[], [alpha!, beta!, gamma!], timers, random);
  const network = new FakeNetwork(server, timers, random);
  const ana = new FakeBrowser('ana' as MemberId, network, timers, random).open();
  await timers.pass(1_000);
  const { sidebar, preferences } = ana.workspace()!;
  const channels = () => sidebar.view.getState().channels.map(({ channelId }) => channelId);
  const sections = () => sidebar.view.getState().sections.map(({ name }) => name);
  expect(channels()).toEqual([alpha, beta, gamma]);

  // As the server's packet brings it.
  preferences.put(undefined, [{ channelId: gamma!, level: null, section: null, order: 1_000 }]);
  await timers.pass(1);
  expect(channels()).toEqual([gamma, alpha, beta]);
  preferences.put({ ...preferences.all, sections: ['one', 'two'] });
  await timers.pass(1);
  expect(sections()).toEqual(['one', 'two']);
  preferences.put({ ...preferences.all, sections: ['two', 'one'] });
  await timers.pass(1);
  expect(sections()).toEqual(['two', 'one']);
});
