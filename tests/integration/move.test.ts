/** A thread is moved to another channel: what is where afterwards, and who sees it. */
import { type ChannelId, type ClientId, newId, type Seq, unreadCount } from '@atrium/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Atrium, codeOf, makeChannel, type Person, startAtrium } from './fixture.ts';

let atrium: Atrium;
beforeAll(async () => {
  atrium = await startAtrium();
}, 60_000);
afterAll(() => atrium.close());

const id = () => newId<ClientId>();

async function say(person: Person, channelId: ChannelId, body: string, rootSeq: Seq | null = null) {
  return (await person.call('message.post', { channelId, clientId: id(), body, rootSeq })).seq;
}

interface Scene {
  from: ChannelId;
  to: ChannelId;
  root: Seq;
  replies: Seq[];
}

/** Ana asks, Sam and Mo answer, Ana mentions Sam; one reply is deleted, one edited, one reacted to. */
async function makeScene(): Promise<Scene> {
  const { olive, mo, ana, sam, gus } = atrium.people;
  const { id: from } = await makeChannel([olive, mo, ana, sam], { kind: 'private' });
  const { id: to } = await makeChannel([olive, mo, ana], { kind: 'private' });
  await olive.call('member.add', { channelId: to, clientId: id(), memberId: gus.id });
  await say(olive, to, 'something else');
  const root = await say(ana, from, 'where does this belong?');
  const replies = [
    await say(sam, from, 'elsewhere', root),
    await say(mo, from, 'to be taken back', root),
    await say(ana, from, `what do you think <@${sam.id}>`, root),
    await say(mo, from, 'I move it', root),
  ];
  await mo.call('message.delete', { channelId: from, clientId: id(), seq: replies[1]! });
  await ana.call('message.edit', {
    channelId: from,
    clientId: id(),
    seq: replies[2]!,
    body: `what say you <@${sam.id}>`,
  });
  await sam.call('message.react', { channelId: from, clientId: id(), seq: root, emoji: '🌊', on: true });
  await ana.call('thread.set_title', { channelId: from, clientId: id(), rootSeq: root, title: 'A title' });
  await mo.call('thread.lock', { channelId: from, clientId: id(), rootSeq: root });
  return { from, to, root, replies };
}

const moveBy = (person: Person, { from, to, root }: Scene, clientId = id()) =>
  person.call('thread.move', {
    ...{ channelId: from, toChannelId: to, rootSeq: root, clientId, reason: 'it belongs there' },
  });

describe('a thread that was moved', () => {
  test('is there as it was', async () => {
    const { mo, ana, sam } = atrium.people;
    const scene = await makeScene();
    const { from, to, root } = scene;
    const before = await ana.call('thread.open', { channelId: from, rootSeq: root });
    const moved = await moveBy(mo, scene);
    expect(moved.channelId).toBe(to);
    const after = await ana.call('thread.open', { channelId: to, rootSeq: moved.rootSeq });
    const { thread } = after.summary;
    expect(thread).toMatchObject({ title: 'A title', lastRn: 4, deletedReplies: 1 });
    expect(thread.flags).toEqual(before.summary.thread.flags);
    expect(thread.lastReplyAt).toBe(before.summary.thread.lastReplyAt);
    const messagesOf = ({ page }: typeof before) =>
      page.entries.flatMap((entry) => ('kind' in entry && entry.kind === 'message' ? [entry] : []));
    const [was, is] = [messagesOf(before), messagesOf(after)];
    const { reactions, body, authorId } = after.summary.root;
    expect({ reactions, body, authorId }).toEqual({
      ...{ body: 'where does this belong?', authorId: ana.id },
      reactions: [{ emoji: '🌊', memberIds: [sam.id] }],
    });
    const told = (message: (typeof was)[number]) => ({
      ...{ body: message.body, authorId: message.authorId, rn: message.rn, mentions: message.mentions },
      ...{ editedAt: message.editedAt, deletedAt: message.deletedAt, said: message.moved?.at ?? message.at },
    });
    expect(is.map(told)).toEqual(was.map(told));
    expect(is).toHaveLength(4);
  });

  test('leaves a stub without words, and nothing that says where it went', async () => {
    const { mo, ana, sam } = atrium.people;
    const scene = await makeScene();
    const { from, root, replies, to } = scene;
    const position = (await sam.call('channel.open', { channelId: from })).page.asOf;
    const moved = await moveBy(mo, scene);
    const { channels } = await sam.call('channel.sync', { positions: [{ channelId: from, position }] });
    const page = await sam.call('message.history', { channelId: from, limit: 200 });
    const thread = await sam.call('thread.open', { channelId: from, rootSeq: root });
    const seen = JSON.stringify([
      ...[channels, page, thread],
      await sam.call('thread.list', { channelId: from }),
      await sam.call('thread.mine', {}),
      await sam.call('activity.list', {}),
      await sam.call('saved.list', {}),
      await sam.call('message.get', { channelId: from, seq: replies[0]! }),
    ]);
    for (const secret of [to, 'elsewhere', 'what say you', 'A title']) expect(seen).not.toContain(secret);
    expect(thread.summary.thread.flags.moved).toBe('away');
    expect((await sam.call('thread.list', { channelId: from })).threads).toEqual([]);
    const entry = page.entries.find((one) => one.seq === root);
    expect(entry).toMatchObject({ body: '', reactions: [] });
    // An old link leads on for those who may follow it.
    const { movedTo } = await ana.call('message.get', { channelId: from, seq: replies[2]! });
    expect(movedTo).toMatchObject({ channelId: to, rootSeq: moved.rootSeq });
    const { message } = await ana.call('message.get', { channelId: to, seq: movedTo!.seq });
    expect(message.body).toContain('what say you');
    const { movedTo: rootTo } = await ana.call('message.get', { channelId: from, seq: root });
    expect(rootTo).toEqual({ channelId: to, seq: moved.rootSeq, rootSeq: null });
    expect((await sam.call('message.get', { channelId: from, seq: root })).movedTo).toBeNull();
  });

  test('says nothing of where it came from to those who cannot see that', async () => {
    const { mo, gus } = atrium.people;
    const scene = await makeScene();
    const position = (await gus.call('channel.open', { channelId: scene.to })).page.asOf;
    const { rootSeq } = await moveBy(mo, scene);
    const seen = JSON.stringify([
      await gus.call('channel.sync', { positions: [{ channelId: scene.to, position }] }),
      await gus.call('thread.open', { channelId: scene.to, rootSeq }),
    ]);
    expect(seen).toContain('what say you');
    for (const secret of [scene.from, 'it belongs there']) expect(seen).not.toContain(secret);
  });

  test('takes along who follows it, what they have read and what they were told', async () => {
    const { mo, ana, olive, sam } = atrium.people;
    const scene = await makeScene();
    const { from, to, root } = scene;
    const on = { channelId: from, rootSeq: root };
    await olive.call('thread.follow', on);
    await mo.call('thread.unlock', { ...on, clientId: id() });
    await say(sam, from, `and you <@${olive.id}>?`, root);
    await ana.call('saved.add', { channelId: from, seq: scene.replies[0]! });
    await sam.call('saved.add', { channelId: from, seq: scene.replies[0]! });
    const unreadOf = async (person: Person, channelId: ChannelId) => {
      const { threads } = await person.call('thread.mine', {});
      const mine = threads.filter(({ thread }) => thread.channelId === channelId);
      return mine.map(({ read, thread }) => unreadCount(read!, thread.flags, 0));
    };
    const activityOf = async (person: Person, channelId: ChannelId) => {
      const { activity } = await person.call('activity.list', { limit: 200 });
      return activity
        .filter((one) => one.channelId === channelId)
        .map(({ reason, excerpt, read, at }) => ({ reason, excerpt, read, at }));
    };
    const people = [olive, mo, ana];
    const before = await Promise.all(
      people.map(async (person) => [await unreadOf(person, from), await activityOf(person, from)]),
    );
    expect(before.flat(2).length).toBeGreaterThan(5);
    const counts = async () =>
      (await olive.call('channel.list', {})).channels.map(({ channel, read }) => [
        channel.id,
        unreadCount(read, null, 0),
      ]);
    await olive.call('read.mark', { channelId: from, rootSeq: null, seq: root });
    const channelsBefore = await counts();
    const { rootSeq } = await moveBy(mo, scene);
    const after = await Promise.all(
      people.map(async (person) => [await unreadOf(person, to), await activityOf(person, to)]),
    );
    expect(after).toEqual(before);
    expect(await counts()).toEqual(channelsBefore);
    for (const person of [...people, sam]) {
      expect(await unreadOf(person, from)).toEqual([]);
      expect(await activityOf(person, from)).toEqual([]);
    }
    expect(await unreadOf(sam, to)).toEqual([]);
    const saved = (await ana.call('saved.list', {})).saved.filter((one) => one.channelId === to);
    expect(saved.map(({ excerpt }) => excerpt)).toEqual(['elsewhere']);
    // And whoever follows hears of what is said from now on.
    await say(mo, to, 'from here on', rootSeq);
    expect(await activityOf(ana, to)).toContainEqual(
      expect.objectContaining({ excerpt: 'from here on', reason: 'reply' }),
    );
  });

  test('is written in there, and no more here', async () => {
    const { mo, ana } = atrium.people;
    const scene = await makeScene();
    const { from, to, root, replies } = scene;
    await mo.call('thread.unlock', { channelId: from, clientId: id(), rootSeq: root });
    const { rootSeq } = await moveBy(mo, scene);
    const on = () => ({ channelId: from, clientId: id() });
    const seq = replies[2]!;
    for (const refused of [
      () => mo.call('message.post', { ...on(), rootSeq: root, body: 'late' }),
      () => ana.call('message.edit', { ...on(), seq, body: 'late' }),
      () => ana.call('message.delete', { ...on(), seq }),
      () => ana.call('message.react', { ...on(), seq, emoji: '🌊', on: true }),
      () => mo.call('message.pin', { ...on(), seq }),
      () => mo.call('thread.pin', { ...on(), rootSeq: root }),
      () => mo.call('thread.unlock', { ...on(), rootSeq: root }),
      () => ana.call('thread.set_title', { ...on(), rootSeq: root, title: 'late' }),
      () => ana.call('thread.resolve', { ...on(), rootSeq: root }),
      () => ana.call('thread.follow', { channelId: from, rootSeq: root }),
      () => mo.call('thread.move', { ...on(), rootSeq: root, toChannelId: to }),
    ])
      expect(await codeOf(refused())).toBe('thread_moved');
    await say(ana, to, 'here we go on', rootSeq);
    const { summary } = await ana.call('thread.open', { channelId: to, rootSeq });
    expect(summary.thread.lastRn).toBe(5);
  });

  test('is moved once, however often it is asked', async () => {
    const { mo, ana } = atrium.people;
    const scene = await makeScene();
    const clientId = id();
    const first = await moveBy(mo, scene, clientId);
    expect(await moveBy(mo, scene, clientId)).toEqual(first);
    const { page } = await ana.call('channel.open', { channelId: scene.to, around: 'newest', limit: 200 });
    const roots = page.entries.filter((one) => 'kind' in one && one.kind === 'message' && one.moved);
    expect(roots).toHaveLength(1);
  });

  test('comes back, and the first link finds it', async () => {
    const { mo, ana } = atrium.people;
    const scene = await makeScene();
    const { from, to, root, replies } = scene;
    const there = await moveBy(mo, scene);
    const back = await moveBy(mo, { ...scene, from: to, to: from, root: there.rootSeq });
    expect(back.channelId).toBe(from);
    const { movedTo } = await ana.call('message.get', { channelId: from, seq: replies[0]! });
    expect(movedTo).toMatchObject({ channelId: from, rootSeq: back.rootSeq });
    const { summary } = await ana.call('thread.open', { channelId: from, rootSeq: back.rootSeq });
    expect(summary).toMatchObject({ thread: { title: 'A title', lastRn: 4 }, root: { reactions: [{}] } });
    expect((await ana.call('message.get', { channelId: from, seq: root })).message.body).toBe('');
  });
});
