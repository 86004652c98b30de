import { AtriumError, type ChannelId, type Member, type MemberId } from '@atrium/shared';
import { act, fireEvent, render } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { Random } from '../../../../tests/random.ts';
import { FakeNetwork } from '../../net/testing/fake-link.ts';
import { meOf } from '../../net/testing/fake-people.ts';
import { FakeServer } from '../../net/testing/fake-server.ts';
import { FakeTimers } from '../../net/testing/fake-timers.ts';
import { ClientProvider } from '../../state/index.ts';
import { FakeBrowser } from '../../state/testing/fake-browser.ts';
import AddPeople from './AddPeople.tsx';

const general = 'general' as ChannelId;

const called = (id: string, role: Member['role']): Member => {
  const { email: _email, dndUntil: _dndUntil, ...member } = meOf(id as MemberId);
  return { ...member, role };
};

/** Ana before the dialog, who finds these people, and a server that refuses to add some of them. */
async function start(members: Member[], refused: readonly string[] = []) {
  const chance = new Random(3);
  const timers = new FakeTimers(chance);
  const ana = 'ana' as MemberId;
  const server = new FakeServer(['mo' as MemberId, ana], [general], timers, chance);
  const ask = server.ask.bind(server);
  const added: string[] = [];
  server.ask = (memberId, name, input) => {
    if (name === 'people.list') return { members, next: null };
    if (name !== 'member.add') return ask(memberId, name, input);
    const { memberId: whom } = input as { memberId: string };
    if (refused.includes(whom)) throw new AtriumError('not_found');
    added.push(whom);
    return { seq: 1, changed: true };
  };
  const client = new FakeBrowser(ana, new FakeNetwork(server, timers, chance), timers, chance).open();
  await timers.pass(1_000);
  const onClose = vi.fn<() => void>();
  const screen = render(
    <ClientProvider client={client}>
      <AddPeople channelId={general} onClose={onClose} />
    </ClientProvider>,
  );
  const pass = () => act(() => timers.pass(1_000));
  await pass();
  return { screen, pass, added, onClose };
}

test('a member who may not let guests in is told so before choosing one', async () => {
  const { screen } = await start([called('gus', 'guest'), called('sam', 'member')]);
  const [gus, sam] = screen.getAllByRole('option');
  expect(gus?.getAttribute('aria-disabled')).toBe('true');
  expect(gus?.textContent).toContain('moderators let guests in');
  expect(sam?.getAttribute('aria-disabled')).toBe('false');
});

test('of several, those who were added are not chosen any more, and who was refused is named', async () => {
  const people = ['sam', 'gil', 'zed'].map((id) => called(id, 'member'));
  const { screen, pass, added, onClose } = await start(people, ['gil']);
  for (const { name } of people) {
    fireEvent.click(screen.getAllByRole('option').find((option) => option.textContent?.includes(name))!);
    await pass();
  }
  fireEvent.click(screen.getByRole('button', { name: 'Add 3 people' }));
  await pass();
  await pass();
  expect(added).toEqual(['sam']);
  expect(screen.getByRole('alert').textContent).toContain(`${people[1]!.name} was not added.`);
  screen.getByRole('button', { name: 'Add 2 people' });
  expect(onClose).not.toHaveBeenCalled();
});
