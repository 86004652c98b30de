/** What a read answers is allowed as of the moment at which it is sent, and by what the caller came with. */
import type { ChannelId } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveApp, type LiveClient, type Person } from './live-app.ts';

let server: LiveApp;
let mo: LiveClient;
let ana: LiveClient;

beforeAll(async () => {
  server = await LiveApp.start();
  mo = await server.client(await server.person('Mo', 'moderator'));
  ana = await server.client(await server.person('Ana'));
});
afterAll(() => server.close());

/** Mo's private channel, with Ana in it, a pinned message and a thread that Ana follows. */
async function privateChannel(name: string): Promise<{ channelId: ChannelId; seq: number }> {
  const channelId = await mo.createChannel('private', name);
  await mo.append('member.add', { channelId, memberId: ana.person.id });
  const seq = await mo.post(channelId, 'the plan');
  await mo.append('message.pin', { channelId, seq });
  await ana.post(channelId, 'a reply', seq);
  return { channelId, seq };
}

/** Removes Ana while the journal is read for the next time. */
async function removeWhileReading(channelId: ChannelId): Promise<void> {
  const journal = await server.app.core.journals.open(channelId);
  if (!journal) throw new Error('the channel is not there');
  const { messages } = journal;
  journal.messages = async (seqs) => {
    journal.messages = messages;
    const found = await journal.messages(seqs);
    await mo.append('member.remove', { channelId, memberId: ana.person.id });
    return found;
  };
}

test.each(['message.get', 'message.pins', 'thread.list', 'thread.open'] as const)(
  '%s is not answered to somebody who was removed while it was read',
  async (name) => {
    const { channelId, seq } = await privateChannel(`while-${name.replace('.', '-')}`);
    const input =
      name === 'message.get'
        ? { channelId, seq }
        : name === 'thread.open'
          ? { channelId, rootSeq: seq, around: 'newest' }
          : { channelId };
    expect(JSON.stringify(await ana.ask(name, input))).toContain('the plan');
    await removeWhileReading(channelId);
    await expect(ana.ask(name, input)).rejects.toThrow('not_found');
  },
);

test('thread.mine leaves out what somebody was removed from while it was read', async () => {
  const { channelId } = await privateChannel('while-mine');
  expect(JSON.stringify(await ana.ask('thread.mine', { filter: 'all' }))).toContain(channelId);
  await removeWhileReading(channelId);
  expect(JSON.stringify(await ana.ask('thread.mine', { filter: 'all' }))).not.toContain(channelId);
});

test('a token for some channels hears nothing of the others', async () => {
  const sam: Person = await server.person('Sam');
  const whole = await server.client(sam);
  const open = await mo.createChannel('private', 'narrow-open');
  const shut = await mo.createChannel('private', 'narrow-shut');
  for (const channelId of [open, shut]) {
    await mo.append('member.add', { channelId, memberId: sam.id });
    const seq = await mo.post(channelId, `hello <@${sam.id}> and <!channel>`);
    await whole.post(channelId, 'a reply', seq);
    await mo.post(channelId, 'an answer', seq);
    await whole.ask('draft.set', { channelId, rootSeq: null, body: 'not yet' });
  }
  const narrow = await server.client(await server.token(sam, ['channel.read', 'message.post'], [open]));
  const blind = await server.client(await server.token(sam, ['message.post'], null));
  const asked = [
    ['thread.mine', { filter: 'all' }],
    ['activity.list', { filter: 'all' }],
    ['channel.list', {}],
    ['draft.list', {}],
    ['workspace.load', {}],
  ] as const;
  for (const [name, input] of asked) {
    const all = JSON.stringify(await whole.ask(name, input));
    expect(all, name).toContain(open);
    expect(all, name).toContain(shut);
    const some = JSON.stringify(await narrow.ask(name, input));
    expect(some, name).toContain(open);
    expect(some, name).not.toContain(shut);
    const none = JSON.stringify(await blind.ask(name, input));
    expect(none, name).not.toContain(open);
    expect(none, name).not.toContain(shut);
  }
  const counts = async (client: LiveClient) => {
    const { activityUnread } = await client.ask<{ activityUnread: number }>('workspace.load', {});
    const { unread } = await client.ask<{ unread: number }>('activity.list', { filter: 'all' });
    const mine = await client.ask<{ unread: number }>('thread.mine', { filter: 'all' });
    return [activityUnread, unread, mine.unread];
  };
  const everything = await counts(whole);
  expect(everything.every((count) => count > 0)).toBe(true);
  expect(await counts(narrow)).toEqual(everything.map((count) => count / 2));
  expect(await counts(blind)).toEqual([0, 0, 0]);
});
