/** What stands in place of messages, and when they are asked for again. */
import { AtriumError, type ChannelId, type ErrorCode, type MemberId } from '@atrium/shared';
import { act, cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fair, FakeNetwork } from '../../net/testing/fake-link.ts';
import { FakeServer } from '../../net/testing/fake-server.ts';
import { FakeTimers } from '../../net/testing/fake-timers.ts';
import { ClientProvider, useTimeline } from '../../state/index.ts';
import { FakeBrowser } from '../../state/testing/fake-browser.ts';
import { Random } from '../../../../tests/random.ts';
import { BeforeMessages } from './BeforeMessages.tsx';

const general = 'general' as ChannelId;
const ana = 'ana' as MemberId;

/** Of the page; the server and the network have their own. */
const faked: ('setTimeout' | 'clearTimeout' | 'setInterval' | 'clearInterval' | 'Date')[] = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'Date',
];
beforeEach(() => void vi.useFakeTimers({ toFake: faked }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function Screen() {
  const timeline = useTimeline(general, null);
  return timeline.status === 'ready' ? (
    <p>here</p>
  ) : (
    <BeforeMessages timeline={timeline} onTakeBack={() => {}} />
  );
}

/** A screen whose server refuses the messages for as long as `refusal` is set, and how often it was asked for them. */
async function start() {
  const random = new Random(5);
  const timers = new FakeTimers(random);
  const server = new FakeServer([ana], [general], timers, random);
  const network = new FakeNetwork(server, timers, random);
  const refused: { by: ErrorCode | null; times: number; retryAfterMs?: number } = { by: null, times: 0 };
  const { ask } = server;
  server.ask = (memberId, name, input) => {
    if (refused.by === null || name !== 'channel.open') return ask.call(server, memberId, name, input);
    refused.times += 1;
    const { retryAfterMs } = refused;
    throw new AtriumError(refused.by, retryAfterMs === undefined ? {} : { retryAfterMs });
  };
  const tab = new FakeBrowser(ana, network, timers, random).open();
  await timers.pass(1_000);
  vi.setSystemTime(timers.now());
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      await act(async () => {
        await timers.pass(100);
        await vi.advanceTimersByTimeAsync(100);
      });
    }
  };
  const show = () =>
    render(
      <ClientProvider client={tab}>
        <Screen />
      </ClientProvider>,
    );
  return { network, refused, tab, pass, show };
}

test('a server that cannot answer is asked again after a while, not without end', async () => {
  const { refused, pass, show } = await start();
  refused.by = 'internal';
  const screen = show();
  await pass(1_000);
  screen.getByRole('heading', { name: 'The messages are not here yet' });
  expect(refused.times).toBe(1);
  await pass(10_000);
  expect(refused.times).toBe(3);
  refused.by = null;
  await pass(6_000);
  screen.getByText('here');
});

test('it is left alone for as long as it says, and for good where asking again changes nothing', async () => {
  const { refused, pass, show } = await start();
  refused.by = 'rate_limited';
  refused.retryAfterMs = 20_000;
  const screen = show();
  await pass(19_000);
  expect(refused.times).toBe(1);
  refused.by = 'invalid_input';
  delete refused.retryAfterMs;
  await pass(60_000);
  expect(refused.times).toBe(2);
  refused.by = null;
  act(() => screen.getByRole('button', { name: 'Try again' }).click());
  await pass(1_000);
  screen.getByText('here');
});

test('without a connection it says so soon, shows what is written, and goes on when there is one', async () => {
  const { network, tab, pass, show } = await start();
  network.weather = { ...fair, down: true };
  network.cutAll();
  const screen = show();
  await pass(5_000);
  screen.getByRole('heading', { name: 'The messages are not here yet' });
  await act(() => tab.actions.messages.post({ channelId: general, rootSeq: null }, 'written meanwhile'));
  expect(screen.getByRole('article', { name: 'Message on its way' }).textContent).toContain(
    'written meanwhile',
  );
  network.weather = fair;
  act(() => screen.getByRole('button', { name: 'Try again' }).click());
  await pass(500);
  screen.getByText('here');
});
