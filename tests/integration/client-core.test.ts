/** The client's own core, without a screen, against a whole server: what tests with a fake server assume holds for the real one. */
import { newId } from '@atrium/shared';
import { expect, test, vi } from 'vitest';
import { atrium, bodies, channelOf, enter, openTimeline, withDevices, within } from './client-devices.ts';

withDevices();

test('two people talk; an edit, a reaction, a reply and a deletion show on both sides', async () => {
  const { channel } = await channelOf('ana');
  const [ana, mo] = [await enter('ana'), await enter('mo')];
  const [hers, his] = [
    await openTimeline(ana.workspace, channel.id),
    await openTimeline(mo.workspace, channel.id),
  ];

  await ana.actions.messages.post({ channelId: channel.id, rootSeq: null }, 'hello');
  await mo.actions.messages.post({ channelId: channel.id, rootSeq: null }, 'good morning');
  await vi.waitFor(() => {
    expect(bodies(his).toSorted()).toEqual(['good morning', 'hello']);
    expect(bodies(hers)).toEqual(bodies(his));
    expect(ana.workspace.outbox.items()).toEqual([]);
  }, within);

  const root = ana.workspace.book.get(channel.id)!.journal;
  const hello = [...root.messages.values()].find(({ body }) => body === 'hello')!;
  await ana.actions.messages.edit(channel.id, hello.seq, 'hello, all');
  await mo.actions.messages.react(channel.id, hello.seq, '👋', true);
  await mo.actions.messages.post({ channelId: channel.id, rootSeq: hello.seq }, 'and to you');
  await vi.waitFor(() => {
    for (const { workspace } of [ana, mo]) {
      const { messages, threads } = workspace.book.get(channel.id)!.journal;
      expect(messages.get(hello.seq)).toMatchObject({
        body: 'hello, all',
        reactions: [{ emoji: '👋', memberIds: [atrium.people.mo.id] }],
      });
      expect(threads.get(hello.seq)).toMatchObject({ lastRn: 1, deletedReplies: 0 });
    }
  }, within);

  const thread = await openTimeline(ana.workspace, channel.id, hello.seq);
  expect(bodies(thread)).toEqual(['and to you']);
  const reply = [...root.messages.values()].find(({ body }) => body === 'and to you')!;
  await mo.actions.messages.remove(channel.id, reply.seq);
  await vi.waitFor(() => expect(bodies(thread)).toEqual(['']), within);
});

test('what was said while offline goes out first and in order, and what was missed comes in', async () => {
  const { channel } = await channelOf('ana');
  const ana = await enter('ana');
  const hers = await openTimeline(ana.workspace, channel.id);
  ana.session.env.connection.close();
  for (const body of ['one', 'two', 'three'])
    await ana.actions.messages.post({ channelId: channel.id, rootSeq: null }, body);
  expect(bodies(hers)).toEqual(['… one', '… two', '… three']);
  for (let index = 0; index < 30; index += 1) {
    await atrium.people.mo.call('message.post', {
      channelId: channel.id,
      clientId: newId(),
      body: `meanwhile ${index}`,
    });
  }
  ana.session.env.connection.connect();
  await vi.waitFor(() => {
    const all = bodies(hers);
    expect(all).toHaveLength(33);
    expect(all.filter((body) => !body.startsWith('meanwhile'))).toEqual(['one', 'two', 'three']);
  }, within);
});

test('unread counts on one device what another one read', async () => {
  const { channel } = await channelOf('ana');
  const [desk, phone] = [await enter('ana'), await enter('ana')];
  for (const body of ['a', 'b', 'c'])
    await atrium.people.mo.call('message.post', { channelId: channel.id, clientId: newId(), body });
  const unread = ({ workspace }: typeof desk) =>
    workspace.reads.unread({ channelId: channel.id, rootSeq: null });
  await vi.waitFor(() => expect([unread(desk), unread(phone)]).toEqual([3, 3]), within);
  const model = await openTimeline(desk.workspace, channel.id);
  const rows = [...model.store.getState().rows];
  expect(rows.findIndex(({ type }) => type === 'new')).toBe(
    rows.findIndex((row) => row.type === 'message' && row.message.body === 'a') - 1,
  );
  model.markSeen(model.store.getState().rows.seqAtOrBefore(Infinity)!);
  await vi.waitFor(() => expect([unread(desk), unread(phone)]).toEqual([0, 0]), within);
});

test('somebody who is removed forgets the channel; a public one that one is not in can be looked at', async () => {
  const { channel } = await channelOf('ana');
  const [ana, zed] = [await enter('ana'), await enter('zed')];
  const looking = await openTimeline(zed.workspace, channel.id);
  await atrium.people.mo.call('message.post', {
    channelId: channel.id,
    clientId: newId(),
    body: 'for all to read',
  });
  await vi.waitFor(() => expect(bodies(looking)).toEqual(['for all to read']), within);
  expect(ana.workspace.book.get(channel.id)).toBeDefined();
  await atrium.people.mo.call('member.remove', {
    channelId: channel.id,
    clientId: newId(),
    memberId: atrium.people.ana.id,
  });
  await vi.waitFor(() => expect(ana.workspace.sidebar.item(channel.id)).toBeNull(), within);
});

test('a command that the server refuses is kept with its reason until its author decides', async () => {
  const { channel } = await channelOf('sam');
  const sam = await enter('sam');
  const model = await openTimeline(sam.workspace, channel.id);
  await atrium.people.mo.call('member.mute', {
    channelId: channel.id,
    clientId: newId(),
    memberId: atrium.people.sam.id,
    until: null,
    reason: 'enough',
  });
  const clientId = await sam.actions.messages.post({ channelId: channel.id, rootSeq: null }, 'but');
  await vi.waitFor(() => {
    const last = [...model.store.getState().rows].at(-1);
    expect(last).toMatchObject({ type: 'pending', failed: 'muted' });
  }, within);
  const conversation = { channelId: channel.id, rootSeq: null };
  sam.workspace.drafts.set(conversation, 'begun');
  await sam.actions.messages.takeBack(clientId);
  expect(sam.workspace.drafts.get(conversation)?.body).toBe('begun\n\nbut');
  expect(bodies(model)).toEqual([]);
});
