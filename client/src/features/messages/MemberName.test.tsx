import type { ChannelId, MemberId } from '@atrium/shared';
import { act, render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Random } from '../../../../tests/random.ts';
import { FakeNetwork } from '../../net/testing/fake-link.ts';
import { FakeServer } from '../../net/testing/fake-server.ts';
import { FakeTimers } from '../../net/testing/fake-timers.ts';
import { ClientProvider } from '../../state/index.ts';
import { FakeBrowser } from '../../state/testing/fake-browser.ts';
import { MemberName } from './MemberName.tsx';

test('whoever may not be known is called somebody; dots stand for a name that is still asked for', async () => {
  const chance = new Random(3);
  const timers = new FakeTimers(chance);
  const [gus, sam] = ['gus', 'sam'] as [MemberId, MemberId];
  const server = new FakeServer([gus], ['general' as ChannelId], timers, chance);
  const client = new FakeBrowser(gus, new FakeNetwork(server, timers, chance), timers, chance).open();
  await timers.pass(1_000);
  const screen = render(
    <ClientProvider client={client}>
      <MemberName id={sam} />
    </ClientProvider>,
  );
  const shown = () => screen.getByRole('button').textContent;
  expect(shown()).toBe('…');
  await act(() => timers.pass(1_000));
  expect(shown()).toBe('Somebody');
});
