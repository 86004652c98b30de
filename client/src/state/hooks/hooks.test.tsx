/** Hooks on a screen: what they show, and that a component renders again only for what it shows. */
import { type ChannelId, type CompanyId, type MemberId, newId } from '@atrium/shared';
import { act, render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeNetwork } from '../../net/testing/fake-link.ts';
import { FakeServer } from '../../net/testing/fake-server.ts';
import { FakeTimers } from '../../net/testing/fake-timers.ts';
import { Random } from '../../../../tests/random.ts';
import {
  ClientProvider,
  useAudience,
  useChannel,
  useSidebar,
  useTimeline,
  useUnreadTotals,
} from '../index.ts';
import { FakeBrowser } from '../testing/fake-browser.ts';

const general = 'general' as ChannelId;
const random = 'random' as ChannelId;

async function start() {
  const chance = new Random(3);
  const timers = new FakeTimers(chance);
  const server = new FakeServer(['ana', 'mo'] as MemberId[], [general, random], timers, chance);
  const network = new FakeNetwork(server, timers, chance);
  const [ana, mo] = (['ana', 'mo'] as MemberId[]).map((memberId) =>
    new FakeBrowser(memberId, network, timers, chance).open(),
  );
  await timers.pass(1_000);
  return { timers, server, ana: ana!, mo: mo! };
}

const renders = new Map<string, number>();
const counted = (name: string) => renders.set(name, (renders.get(name) ?? 0) + 1);

function Messages({ channelId }: { channelId: ChannelId }) {
  counted(`messages ${channelId}`);
  const { rows, status } = useTimeline(channelId, null);
  const texts = [...rows].map((row) =>
    row.type === 'message' ? row.message.body : row.type === 'pending' ? `… ${row.body}` : '',
  );
  return (
    <p data-testid={channelId} data-status={status}>
      {texts.filter(Boolean).join(' | ')}
    </p>
  );
}

function Title({ channelId }: { channelId: ChannelId }) {
  counted(`title ${channelId}`);
  return <h1>{useChannel(channelId).value?.title}</h1>;
}

function Sidebar() {
  const { channels } = useSidebar();
  const { channels: unread } = useUnreadTotals();
  return (
    <nav>
      {channels.map(({ title, unread: count }) => `${title} ${count}`).join(', ')}; {unread}
    </nav>
  );
}

test('what is said shows where it was said, and nothing else renders', async () => {
  const { timers, ana, mo } = await start();
  const pass = (ms: number) => act(() => timers.pass(ms));
  const screen = render(
    <ClientProvider client={ana}>
      <Title channelId={random} />
      <Messages channelId={general} />
      <Messages channelId={random} />
      <Sidebar />
    </ClientProvider>,
  );
  await pass(1_000);
  const text = (channelId: ChannelId) => screen.getByTestId(channelId).textContent;
  expect(screen.getByRole('heading').textContent).toBe('random');

  renders.clear();
  await act(() => mo.actions.messages.post({ channelId: general, rootSeq: null }, 'hello'));
  await pass(500);
  expect(text(general)).toBe('hello');
  expect(text(random)).toBe('');
  expect(screen.getByRole('navigation').textContent).toBe('general 1, random 0; 1');
  expect(renders.get('messages general')).toBeGreaterThan(0);
  expect(renders.get('messages random')).toBeUndefined();
  expect(renders.get('title random')).toBeUndefined();

  await act(() => ana.actions.messages.post({ channelId: general, rootSeq: null }, 'good morning'));
  expect(text(general)).toBe('hello | … good morning');
  await pass(500);
  expect(text(general)).toBe('hello | good morning');
  expect(screen.getByRole('navigation').textContent).toBe('general 0, random 0; 0');
});

function Audience() {
  return <p data-testid="audience">{useAudience(general).companies.map(({ name }) => name)}</p>;
}

test('a company that is let into a channel is named to those who had not heard of it', async () => {
  const { timers, server, ana } = await start();
  const acme = 'acme' as CompanyId;
  const companies = [{ id: acme, name: 'Acme', createdAt: timers.now() }];
  const ask = server.ask.bind(server);
  server.ask = (memberId, name, input) =>
    name === 'company.list' ? { companies } : ask(memberId, name, input);
  const screen = render(
    <ClientProvider client={ana}>
      <Audience />
    </ClientProvider>,
  );
  server.journal(general).append('mo' as MemberId, newId(), timers.now(), {
    kind: 'channel.shared',
    set: { sharedWith: [acme] },
  });
  server.announceHeads();
  await act(() => timers.pass(5_000));
  expect(screen.getByTestId('audience').textContent).toBe('Acme');
});
