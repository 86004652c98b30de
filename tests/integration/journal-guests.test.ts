/** A guest's history begins where they come in: not a byte of what lies before reaches them, by whatever way. */
import { type ChannelId, type ClientId, newId, type Seq } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seenBy } from '../../server/src/core/journal/seen-by.ts';
import { acme, type Atrium, codeOf, makeChannel, startAtrium, until } from './fixture.ts';

let atrium: Atrium;
let channelId: ChannelId;
let old: Seq;
let oldRoot: Seq;
let joined: Seq;
const canary = 'CANARY-of-the-old-days';
beforeAll(async () => {
  atrium = await startAtrium();
  const { olive, ana, gus } = atrium.people;
  ({ id: channelId } = await makeChannel([olive, ana], { kind: 'private' }));
  const post = async (body: string, rootSeq: Seq | null = null) =>
    (await ana.call('message.post', { channelId, clientId: id(), body, rootSeq })).seq;
  old = await post(`${canary} one`);
  oldRoot = await post(`${canary} two`);
  await post(`${canary} three`, oldRoot);
  ({ seq: joined } = await olive.call('member.add', { channelId, clientId: id(), memberId: gus.id }));
});
afterAll(() => atrium.close());

const id = () => newId<ClientId>();

test('a guest who is added begins there; members of the house see everything', async () => {
  const { gus, sam, olive } = atrium.people;
  await olive.call('member.add', { channelId, clientId: id(), memberId: sam.id });
  const { standings } = await gus.call('channel.members', { channelId });
  expect(standings.find(({ memberId }) => memberId === gus.id)).toMatchObject({
    visibleFrom: joined,
    role: 'guest',
  });
  expect(standings.find(({ memberId }) => memberId === sam.id)).toMatchObject({ visibleFrom: 1 });
});

test.each([
  ['edited', (seq: Seq) => ['ana', 'message.edit', { seq, body: `${canary} edited` }] as const],
  ['reacted to', (seq: Seq) => ['ana', 'message.react', { seq, emoji: '👍', on: true }] as const],
  ['pinned', (seq: Seq) => ['ana', 'message.pin', { seq }] as const],
  ['answered', () => ['ana', 'message.post', { body: `${canary} reply`, rootSeq: oldRoot }] as const],
  ['titled', () => ['ana', 'thread.set_title', { rootSeq: oldRoot, title: `${canary} title` }] as const],
  ['locked', () => ['olive', 'thread.lock', { rootSeq: oldRoot, reason: canary }] as const],
  ['unlocked', () => ['olive', 'thread.unlock', { rootSeq: oldRoot, reason: canary }] as const],
  ['deleted', (seq: Seq) => ['ana', 'message.delete', { seq }] as const],
])('what was said before is %s: hidden in catch-up and live, shown to others', async (_what, makeStep) => {
  const { gus, ana } = atrium.people;
  const journal = (await atrium.core.journals.open(channelId))!;
  const live: string[] = [];
  const whole: string[] = [];
  atrium.core.journals.onEntries((from, packet) => {
    if (from !== journal) return;
    live.push(JSON.stringify(seenBy(packet, { visibleFrom: joined })));
    whole.push(JSON.stringify(packet));
  });
  const position = { epoch: journal.state.epoch, seq: journal.state.seq };
  const [by, command, more] = makeStep(old);
  const reply = await atrium.people[by].send(command, { channelId, clientId: id(), ...more });
  expect(reply).toMatchObject({ ok: true, result: { changed: true } });
  await until(() => live.length > 0);
  const sync = async (person: typeof gus) =>
    (await person.call('channel.sync', { positions: [{ channelId, position }] })).channels[0]!;
  const theirs = await sync(gus);
  expect(theirs).toMatchObject({ state: 'rest', entries: [{ hidden: true }], messages: [], threads: [] });
  expect(Object.keys((theirs as unknown as { entries: object[] }).entries[0]!)).toEqual(['seq', 'hidden']);
  expect(live.join('')).toContain('"hidden":true');
  expect(live.join('') + JSON.stringify(theirs)).not.toContain(canary);
  expect(await sync(ana)).toMatchObject({
    state: 'rest',
    entries: [{ seq: position.seq + 1, at: expect.any(Number) }],
  });
  expect(whole.join('')).not.toContain('"hidden"');
});

test('nothing of it is found by asking', async () => {
  const { gus, ana } = atrium.people;
  const after = await ana.call('message.post', { channelId, clientId: id(), body: 'welcome' });
  for (const seq of [old, oldRoot, oldRoot + 1]) {
    expect(await codeOf(gus.call('message.get', { channelId, seq }))).toBe('not_found');
    expect(
      await codeOf(gus.call('message.react', { channelId, clientId: id(), seq, emoji: '👍', on: true })),
    ).toBe('not_found');
  }
  expect(await codeOf(gus.call('thread.open', { channelId, rootSeq: oldRoot }))).toBe('not_found');
  expect(await codeOf(gus.call('message.history', { channelId, rootSeq: oldRoot }))).toBe('not_found');
  expect(
    await codeOf(gus.call('message.post', { channelId, clientId: id(), rootSeq: oldRoot, body: 'x' })),
  ).toBe('not_found');
  const pages = [
    await gus.call('message.history', { channelId, limit: 200 }),
    await gus.call('message.history', { channelId, around: old, limit: 200 }),
    await gus.call('message.history', { channelId, after: 0, limit: 200 }),
    await gus.call('channel.open', { channelId, around: 1 }),
    await gus.call('message.pins', { channelId }),
    await gus.call('channel.sync', {
      positions: [
        { channelId, position: { epoch: (await atrium.core.journals.open(channelId))!.state.epoch, seq: 0 } },
      ],
    }),
  ];
  expect(JSON.stringify(pages)).not.toContain(canary);
  expect(JSON.stringify(pages[0])).toContain('welcome');
  expect((await gus.call('message.get', { channelId, seq: after.seq })).message.body).toBe('welcome');
});

test('after being removed there is no channel', async () => {
  const { gus, olive } = atrium.people;
  const journal = (await atrium.core.journals.open(channelId))!;
  const position = { epoch: journal.state.epoch, seq: journal.state.seq };
  await olive.call('member.remove', { channelId, clientId: id(), memberId: gus.id });
  const { channels } = await gus.call('channel.sync', { positions: [{ channelId, position }] });
  expect(channels).toEqual([{ channelId, state: 'gone' }]);
  expect(await codeOf(gus.call('message.post', { channelId, clientId: id(), body: 'still here?' }))).toBe(
    'not_found',
  );
  expect((await gus.call('channel.list', {})).channels).toEqual([]);
});

test('what somebody was told of counts for as long as they may see it, also once they are back', async () => {
  const { gus, olive, ana } = atrium.people;
  const { id: room } = await makeChannel([olive, ana], { kind: 'private' });
  const gusIn = { channelId: room, memberId: gus.id };
  const counted = async () => {
    const { activityUnread, activity } = await gus.call('workspace.load', {});
    const list = await gus.call('activity.list', { filter: 'unread' });
    expect(activity).toHaveLength(activityUnread);
    expect(list).toMatchObject({ unread: activityUnread, next: null });
    expect(list.activity).toHaveLength(activityUnread);
    return activityUnread;
  };
  const hail = (rootSeq: Seq | null) =>
    ana.call('message.post', { channelId: room, clientId: id(), rootSeq, body: `<@${gus.id}>, look` });
  await olive.call('member.add', { ...gusIn, clientId: id() });
  const { seq: root } = await hail(null);
  await hail(root);
  expect(await counted()).toBe(2);
  await olive.call('member.remove', { ...gusIn, clientId: id() });
  expect(await counted()).toBe(0);
  await olive.call('member.add', { ...gusIn, clientId: id() });
  expect(await counted()).toBe(0);
  await hail(root);
  await hail(null);
  expect(await counted()).toBe(1);
});

test('discussions from before a guest’s time take no room in a page of those that came after', async () => {
  const { gus, olive, ana } = atrium.people;
  const { id: room } = await makeChannel([olive, ana], { kind: 'private' });
  const post = async (body: string, rootSeq: Seq | null = null) =>
    (await ana.call('message.post', { channelId: room, clientId: id(), body, rootSeq })).seq;
  const before = [await post('one'), await post('two'), await post('three')];
  await olive.call('member.add', { channelId: room, clientId: id(), memberId: gus.id });
  const after = [await post('four'), await post('five')];
  for (const root of [...after, ...before]) await post('a reply', root);
  const seen = async (filter: 'all' | 'unresolved') => {
    const { threads, next } = await gus.call('thread.list', { channelId: room, filter, limit: 3 });
    return { roots: threads.map(({ root }) => root.body), next };
  };
  for (const filter of ['all', 'unresolved'] as const)
    expect(await seen(filter)).toEqual({ roots: ['five', 'four'], next: null });
  const { threads } = await ana.call('thread.list', { channelId: room, limit: 3 });
  expect(threads.map(({ root }) => root.body)).toEqual(['three', 'two', 'one']);
});

test('a company is let in before the first of its people, once, and by those who may', async () => {
  const { gus, olive, ana, sam } = atrium.people;
  const gil = await atrium.addPerson('gil', 'guest');
  const { id: room } = await makeChannel([olive, ana], { kind: 'private' });
  const add = (by: typeof olive, member: typeof olive, clientId = id()) =>
    by.call('member.add', { channelId: room, clientId, memberId: member.id });
  const begin = (await atrium.core.journals.open(room))!.state.seq;
  const since = async () => {
    const entries = atrium.core.db.connection.collection('entries');
    const rows = await entries
      .find({ channelId: room, seq: { $gt: begin } })
      .sort({ seq: 1 })
      .toArray();
    const { summary } = await ana.call('channel.open', { channelId: room });
    return { kinds: rows.map(({ kind }) => kind), sharedWith: summary.channel.sharedWith };
  };
  expect(await codeOf(add(ana, gus))).toBe('forbidden');
  await add(ana, sam);
  expect(await since()).toEqual({ kinds: ['member.added'], sharedWith: [] });
  const clientId = id();
  expect(await add(olive, gus, clientId)).toMatchObject({ seq: begin + 3, changed: true });
  expect(await add(olive, gus, clientId)).toMatchObject({ seq: begin + 3, changed: true });
  await add(olive, gil);
  expect(await since()).toEqual({
    kinds: ['member.added', 'channel.shared', 'member.added', 'member.added'],
    sharedWith: [acme],
  });
});
