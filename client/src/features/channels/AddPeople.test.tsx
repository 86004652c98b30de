import type { ChannelId, Member, MemberId } from '@atrium/shared';
import { act, render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Random } from '../../../../tests/random.ts';
import { FakeNetwork } from '../../net/testing/fake-link.ts';
import { meOf } from '../../net/testing/fake-people.ts';
import { FakeServer } from '../../net/testing/fake-server.ts';
import { FakeTimers } from '../../net/testing/fake-timers.ts';
import { ClientProvider } from '../../state/index.ts';
import { FakeBrowser } from '../../state/testing/fake-browser.ts';
import AddPeople from './AddPeople.tsx';

const general = 'general' as ChannelId;

test('a member who may not let guests in is told so before choosing one', async () => {
  const chance = new Random(3);
  const timers = new FakeTimers(chance);
  const ana = 'ana' as MemberId;
  const server = new FakeServer(['mo' as MemberId, ana], [general], timers, chance);
  const ask = server.ask.bind(server);
  const called = (id: string, role: Member['role']) => {
    const { email: _email, dndUntil: _dndUntil, ...member } = meOf(id as MemberId);
    return { ...member, role };
  };
  const members = [called('gus', 'guest'), called('sam', 'member')];
  server.ask = (memberId, name, input) =>
    name === 'people.list' ? { members, next: null } : ask(memberId, name, input);
  const client = new FakeBrowser(ana, new FakeNetwork(server, timers, chance), timers, chance).open();
  await timers.pass(1_000);
  const screen = render(
    <ClientProvider client={client}>
      <AddPeople channelId={general} onClose={() => undefined} />
    </ClientProvider>,
  );
  await act(() => timers.pass(1_000));
  const [gus, sam] = screen.getAllByRole('option');
  expect(gus?.getAttribute('aria-disabled')).toBe('true');
  expect(gus?.textContent).toContain('moderators let guests in');
  expect(sam?.getAttribute('aria-disabled')).toBe('false');
});
