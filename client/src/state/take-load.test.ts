// @vitest-environment node
/** The whole answer, and what happened on this device while the server gave it. */
import type { ChannelId, MemberId } from '@atrium/shared';
import { expect, test } from 'vitest';
import { FakeNetwork } from '../net/testing/fake-link.ts';
import { FakeServer } from '../net/testing/fake-server.ts';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { Random } from '../../../tests/random.ts';
import { takeSummary } from './take-load.ts';
import { FakeBrowser } from './testing/fake-browser.ts';
import { positionsOf } from './thread-items.ts';

test('a channel that somebody came into while everything was loaded stays; one that they left goes', async () => {
  const random = new Random(7);
  const timers = new FakeTimers(random);
  const [stays, goes, comes] = ['stays', 'goes', 'comes'] as [ChannelId, ChannelId, ChannelId];
  const server = new FakeServer(['ana'] as MemberId[], [stays, goes], timers, random);
  const network = new FakeNetwork(server, timers, random);
  const ana = new FakeBrowser('ana' as MemberId, network, timers, random).open();
  await timers.pass(1_000);
  const workspace = ana.workspace()!;
  const asked = positionsOf(workspace);
  const answer = workspace.env.connection.command('workspace.load', {});
  await timers.pass(1_000);
  const load = await answer;
  const [summary] = load.channels;
  takeSummary(workspace, { ...summary!, channel: { ...summary!.channel, id: comes } });

  await workspace.takeLoad(
    { ...load, channels: load.channels.filter(({ channel }) => channel.id !== goes) },
    asked,
  );
  expect([...workspace.book.all()].map(({ id }) => id)).toEqual([stays, comes]);
});
