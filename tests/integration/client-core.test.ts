/** The client's own core, without a screen, against a whole server: what tests with a fake server assume holds for the real one. */
import type { ChannelId, ChannelSummary } from '@atrium/shared';
import { newId } from '@atrium/shared';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createActions } from '../../client/src/state/actions.ts';
import { headlessEnvironment } from '../../client/src/state/headless-environment.ts';
import { Session } from '../../client/src/state/session.ts';
import type { TimelineModel } from '../../client/src/state/timeline.ts';
import { memoryStorage } from '../../client/src/state/storage.ts';
import { Workspace } from '../../client/src/state/workspace.ts';
import { Chance } from '../../client/src/net/testing/random.ts';
import { type Atrium, type Name, startAtrium } from './fixture.ts';

const within = { timeout: 10_000, interval: 20 };
let atrium: Atrium;
const open: Session[] = [];

beforeAll(async () => {
  atrium = await startAtrium();
});
afterEach(() => {
  for (const session of open.splice(0)) session.close();
});
afterAll(() => atrium.close());

async function enter(name: Name) {
  const session = new Session(
    headlessEnvironment({ url: atrium.url, cookie: await atrium.people[name].cookie() }),
  );
  open.push(session);
  await session.start();
  await vi.waitFor(() => expect(session.workspace.getState().current?.loaded).toBe(true), within);
  return { session, actions: createActions(session), workspace: session.current() };
}

async function channelOf(...names: Name[]): Promise<ChannelSummary> {
  const { mo } = atrium.people;
  const summary = await mo.call('channel.create', {
    clientId: newId(),
    kind: 'public',
    name: `c${newId(8)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, 'x')}`,
  });
  for (const name of names) {
    await mo.call('member.add', {
      channelId: summary.channel.id,
      clientId: newId(),
      memberId: atrium.people[name].id,
    });
  }
  return summary;
}

async function openTimeline(
  workspace: Workspace,
  channelId: ChannelId,
  rootSeq: number | null = null,
): Promise<TimelineModel> {
  const model = workspace.timelines.at({ channelId, rootSeq });
  workspace.timelines.retain(model.conversation);
  await model.open('unread');
  return model;
}

function bodies(model: TimelineModel): string[] {
  return [...model.store.getState().rows].flatMap((row) =>
    row.type === 'message' ? [row.message.body] : row.type === 'pending' ? [`… ${row.body}`] : [],
  );
}

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
  expect(await sam.actions.messages.takeBack(clientId)).toEqual({
    conversation: { channelId: channel.id, rootSeq: null },
    body: 'but',
  });
  expect(bodies(model)).toEqual([]);
});

/** What a fresh client would show of what concerns somebody, and what this one shows: they must be the same. */
async function concerns({ workspace }: Awaited<ReturnType<typeof enter>>, name: Name) {
  const load = await atrium.people[name].call('workspace.load', {});
  const fresh = new Workspace(headlessEnvironment({ url: atrium.url }), load.me.id, memoryStorage());
  await fresh.takeLoad(load);
  const shown = (of: Workspace) => ({
    channels: [...of.book.all()]
      .map(({ id }) => ({
        id,
        unread: of.reads.unread({ channelId: id, rootSeq: null }),
        mentions: of.activity.unreadIn(id),
      }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    threads: [...of.reads.follows()]
      .map((follow) => ({ ...follow, asOf: 0, unread: of.reads.unread(follow) }))
      .toSorted((a, b) =>
        a.channelId < b.channelId ? -1 : a.channelId > b.channelId ? 1 : a.rootSeq - b.rootSeq,
      ),
    activity: of.activity
      .places()
      .map(({ channelId, seq, reason }) => `${channelId}/${seq} ${reason}`)
      .toSorted(),
    activityUnread: of.activity.unread,
    totals: of.sidebar.totals.getState(),
  });
  await Promise.resolve();
  try {
    return { live: shown(workspace), fresh: shown(fresh), counted: load.activityUnread };
  } finally {
    fresh.close();
  }
}

async function expectExact(client: Awaited<ReturnType<typeof enter>>, name: Name, when: string) {
  await vi.waitFor(async () => {
    const { live, fresh, counted } = await concerns(client, name);
    expect(live, `${name} ${when}`).toEqual(fresh);
    expect(live.activityUnread, `${name} ${when}`).toBe(counted);
  }, within);
}

test('the first reply to a root is followed and told of at once, on every device of whoever wrote the root', async () => {
  const { channel } = await channelOf('ana', 'olive');
  const early = await atrium.people.ana.call('message.post', {
    channelId: channel.id,
    clientId: newId(),
    body: 'written before the devices were opened',
  });
  const [desk, phone] = [await enter('ana'), await enter('ana')];
  const before = desk.workspace.sidebar.totals.getState();
  await desk.actions.messages.post({ channelId: channel.id, rootSeq: null }, 'who has the key?');
  const journal = desk.workspace.book.get(channel.id)!.journal;
  const root = await vi.waitFor(() => {
    const found = [...journal.messages.values()].find(({ body }) => body === 'who has the key?');
    expect(found).toBeDefined();
    return found!;
  }, within);
  for (const [rootSeq, threads] of [
    [root.seq, 1],
    // Its author is known to the server only: a device asks.
    [early.seq, 2],
  ] as const) {
    await atrium.people.olive.call('message.post', {
      channelId: channel.id,
      clientId: newId(),
      body: 'I have',
      rootSeq,
    });
    for (const { workspace } of [desk, phone]) {
      const conversation = { channelId: channel.id, rootSeq };
      await vi.waitFor(() => {
        expect(workspace.reads.follow(conversation)).toMatchObject({ following: true, why: 'started' });
        expect(workspace.reads.unread(conversation)).toBe(1);
        expect(workspace.sidebar.totals.getState()).toEqual({
          ...before,
          badge: before.badge + threads,
          threads: before.threads + threads,
          activity: before.activity + threads,
        });
      }, within);
    }
  }
  await expectExact(desk, 'ana', 'at her desk');
  await expectExact(phone, 'ana', 'on her phone');
});

const steps = Number(process.env['STEPS'] ?? 200);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

test(
  `two people with two devices each: what is live equals what a fresh load says (SEED=${seed})`,
  { timeout: 600_000 },
  async () => {
    const chance = new Chance(seed);
    const { channel } = await channelOf('ana', 'olive');
    const other = (await channelOf('ana', 'olive')).channel;
    const cast = ['ana', 'olive'] as const;
    const devices = {
      ana: [await enter('ana'), await enter('ana')],
      olive: [await enter('olive'), await enter('olive')],
    };
    const place = () => (chance.happens(0.8) ? channel.id : other.id);
    const messages = (channelId: ChannelId) =>
      [...devices.ana[0]!.workspace.book.get(channelId)!.journal.messages.values()].filter(
        ({ deletedAt }) => deletedAt === null,
      );
    const recent = <Item>(items: readonly Item[]): Item | undefined => chance.pick(items.slice(-10));
    const body = () => {
      const names = cast.filter(() => chance.happens(0.25)).map((name) => `<@${atrium.people[name].id}>`);
      return ['the tide turns', ...names].join(' ');
    };
    for (let step = 1; step <= steps; step += 1) {
      const name = chance.pick(cast)!;
      const person = atrium.people[name];
      const channelId = place();
      const on = { channelId, clientId: newId() };
      const target = recent(messages(channelId));
      const root = recent(messages(channelId).filter(({ rootSeq }) => rootSeq === null));
      const own = recent(messages(channelId).filter(({ authorId }) => authorId === person.id));
      const act = chance.below(100);
      if (act < 20 || !root || !target) await person.call('message.post', { ...on, body: body() });
      else if (act < 55) await person.call('message.post', { ...on, body: body(), rootSeq: root.seq });
      else if (act < 62 && own) await person.call('message.edit', { ...on, seq: own.seq, body: body() });
      else if (act < 67 && own) await person.call('message.delete', { ...on, seq: own.seq });
      else if (act < 74) {
        const command = chance.happens(0.4) ? 'thread.follow' : 'thread.unfollow';
        await person.call(command, { channelId, rootSeq: root.seq });
      } else if (act < 80) {
        const command = chance.happens(0.5) ? 'thread.mute' : 'thread.unmute';
        await atrium.people.mo.call(command, { ...on, rootSeq: root.seq });
      } else if (act < 92) {
        const rootSeq = target.rootSeq;
        await person.call('read.mark', { channelId, rootSeq, seq: target.seq });
      } else if (act < 97)
        await person.call('read.mark_unread', { channelId, rootSeq: target.rootSeq, seq: target.seq });
      else if (act < 98) await person.call('activity.mark_read', { upTo: Date.now() });
      else {
        const index = chance.below(2);
        devices[name][index]!.session.close();
        devices[name][index] = await enter(name);
      }
      const head = (await atrium.core.journals.open(channelId))!;
      // What is said next is chosen from what has arrived.
      await vi.waitFor(() => {
        for (const { workspace } of devices.ana) {
          const record = workspace.book.get(channelId)!;
          expect(record.position.seq).toBe(head.state.seq);
        }
      }, within);
      if (step % 10 === 0) {
        for (const who of cast)
          for (const [index, client] of devices[who].entries())
            await expectExact(client, who, `device ${index}, step ${step}`);
      }
    }
  },
);
