/** For every command that appends: an old snapshot and the entries since make the fresh snapshot; twice is once. */
import {
  advanceReadState,
  applyPacket,
  type ChannelId,
  type ClientId,
  type EntriesPacket,
  type JournalState,
  newId,
  type ReadState,
  type Seq,
} from '@atrium/shared';
import { commands } from '@atrium/shared/commands';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Atrium, makeChannel, type Name, type Person, startAtrium } from './fixture.ts';

let atrium: Atrium;
beforeAll(async () => {
  atrium = await startAtrium();
});
afterAll(() => atrium.close());

interface Scene {
  channelId: ChannelId;
  /** By Ana: a message, a root with one reply, a message to be deleted. */
  message: Seq;
  root: Seq;
  reply: Seq;
  /** Another channel with the same people in it. */
  other: ChannelId;
}

interface Snapshot {
  state: JournalState;
  read: ReadState;
}

const hour = 3_600_000;
/** Who does it, and with what; `before` brings things to where the command changes something. */
const steps: Record<
  string,
  {
    by: Name;
    input?: (scene: Scene) => object;
    before?: [Name, string, (scene: Scene) => object][];
    /** What is looked at is the other channel. */
    seenFromOther?: true;
  }
> = {
  'message.post': { by: 'ana', input: () => ({ body: 'hello <@x>' }) },
  'message.post in a thread': { by: 'sam', input: ({ root }) => ({ body: 'second', rootSeq: root }) },
  'message.post that begins a thread': {
    by: 'sam',
    input: ({ message }) => ({ body: 'first', rootSeq: message }),
  },
  'message.post in a thread that has a title': {
    by: 'sam',
    input: ({ message }) => ({ body: 'first', rootSeq: message }),
    before: [
      ['olive', 'thread.set_title', ({ message }) => ({ rootSeq: message, title: 'Before any reply' })],
    ],
  },
  'message.edit': { by: 'ana', input: ({ message }) => ({ seq: message, body: 'other words' }) },
  'message.edit of a reply': { by: 'ana', input: ({ reply }) => ({ seq: reply, body: 'other words' }) },
  'message.delete': { by: 'ana', input: ({ message }) => ({ seq: message }) },
  'message.delete of a reply': { by: 'ana', input: ({ reply }) => ({ seq: reply }) },
  'message.delete of an edited one': {
    by: 'olive',
    input: ({ message }) => ({ seq: message }),
    before: [['ana', 'message.edit', ({ message }) => ({ seq: message, body: 'edited' })]],
  },
  'message.react': { by: 'sam', input: ({ message }) => ({ seq: message, emoji: '👍', on: true }) },
  'message.react off': {
    by: 'sam',
    input: ({ message }) => ({ seq: message, emoji: '👍', on: false }),
    before: [['sam', 'message.react', ({ message }) => ({ seq: message, emoji: '👍', on: true })]],
  },
  'message.pin': { by: 'ana', input: ({ message }) => ({ seq: message }) },
  'message.unpin': {
    by: 'ana',
    input: ({ message }) => ({ seq: message }),
    before: [['ana', 'message.pin', ({ message }) => ({ seq: message })]],
  },
  'thread.set_title': { by: 'ana', input: ({ root }) => ({ rootSeq: root, title: 'Plans' }) },
  'thread.set_title without a thread': {
    by: 'ana',
    input: ({ message }) => ({ rootSeq: message, title: 'Plans' }),
  },
  'thread.resolve': { by: 'ana', input: ({ root }) => ({ rootSeq: root }) },
  'thread.reopen': {
    by: 'ana',
    input: ({ root }) => ({ rootSeq: root }),
    before: [['ana', 'thread.resolve', ({ root }) => ({ rootSeq: root })]],
  },
  'thread.pin': { by: 'olive', input: ({ root }) => ({ rootSeq: root, until: Date.now() + hour }) },
  'thread.unpin': {
    by: 'olive',
    input: ({ root }) => ({ rootSeq: root }),
    before: [['olive', 'thread.pin', ({ root }) => ({ rootSeq: root })]],
  },
  'thread.lock': { by: 'olive', input: ({ root }) => ({ rootSeq: root, reason: 'heated' }) },
  'thread.lock without a thread': { by: 'olive', input: ({ message }) => ({ rootSeq: message }) },
  'thread.unlock': {
    by: 'olive',
    input: ({ root }) => ({ rootSeq: root }),
    before: [['olive', 'thread.lock', ({ root }) => ({ rootSeq: root })]],
  },
  'thread.mute': { by: 'olive', input: ({ root }) => ({ rootSeq: root }) },
  'thread.unmute': {
    by: 'olive',
    input: ({ root }) => ({ rootSeq: root }),
    before: [['olive', 'thread.mute', ({ root }) => ({ rootSeq: root })]],
  },
  'thread.move': { by: 'mo', input: ({ root, other }) => ({ rootSeq: root, toChannelId: other }) },
  'thread.move of one without replies': {
    by: 'mo',
    input: ({ message, other }) => ({ rootSeq: message, toChannelId: other }),
  },
  'thread.move of one that comes in': {
    by: 'mo',
    input: ({ root, other }) => ({ rootSeq: root, toChannelId: other }),
    before: [
      ['ana', 'thread.set_title', ({ root }) => ({ rootSeq: root, title: 'Plans' })],
      ['olive', 'thread.mute', ({ root }) => ({ rootSeq: root })],
      ['ana', 'message.post', ({ root }) => ({ rootSeq: root, body: 'to be taken back' })],
      ['ana', 'message.delete', ({ reply }) => ({ seq: reply })],
    ],
    seenFromOther: true,
  },
  'channel.rename': { by: 'olive', input: () => ({ name: `n${Date.now()}` }) },
  'channel.describe': { by: 'ana', input: () => ({ topic: 'what it is', purpose: 'and why' }) },
  'channel.archive': { by: 'olive' },
  'channel.unarchive': { by: 'olive', before: [['olive', 'channel.archive', () => ({})]] },
  'channel.set_policy': { by: 'olive', input: () => ({ postingPolicy: 'moderators', slowModeMs: 5_000 }) },
  'channel.join': { by: 'zed' },
  'channel.leave': { by: 'sam' },
  'member.add': { by: 'ana', input: () => ({ memberId: atrium.people.zed.id }) },
  'member.remove': { by: 'olive', input: () => ({ memberId: atrium.people.sam.id, reason: 'noise' }) },
  'member.set_role': { by: 'olive', input: () => ({ memberId: atrium.people.sam.id, role: 'moderator' }) },
  'member.mute': {
    by: 'mo',
    input: () => ({ memberId: atrium.people.sam.id, until: Date.now() + hour, reason: 'cool down' }),
  },
  'member.unmute': {
    by: 'mo',
    input: () => ({ memberId: atrium.people.sam.id }),
    before: [['mo', 'member.mute', () => ({ memberId: atrium.people.sam.id, until: null })]],
  },
};

const elsewhere = new Set(['scheduled.create', 'channel.create']);

test('every command that appends has its case', () => {
  const appending = [...commands.values()].filter(
    ({ input }) => 'shape' in input && 'clientId' in input.shape,
  );
  const cases = new Set(Object.keys(steps).map((name) => name.split(' ')[0]));
  expect(
    appending.map(({ name }) => name).filter((name) => !elsewhere.has(name) && !cases.has(name)),
  ).toEqual([]);
});

describe.each(Object.entries(steps))(
  '%s',
  (title, { by, input = () => ({}), before = [], seenFromOther }) => {
    test.each(['ana', 'mo'] as const)('seen by %s', async (viewerName) => {
      const viewer = atrium.people[viewerName];
      const scene = await makeScene();
      const run = async (name: Name, command: string, more: object) => {
        const reply = await atrium.people[name].send(command, {
          channelId: scene.channelId,
          clientId: newId<ClientId>(),
          ...more,
        });
        expect(reply).toMatchObject({ ok: true });
        return reply;
      };
      for (const [name, command, more] of before) await run(name, command, more(scene));

      const seen = seenFromOther ? scene.other : scene.channelId;
      const old = await snapshotFor(viewer, seen);
      const reply = await run(by, title.split(' ')[0]!, input(scene));
      if (!title.startsWith('thread.move')) expect(reply).toMatchObject({ result: { changed: true } });
      const packet = await since(viewer, old);
      expect(packet.entries.length).toBeGreaterThan(0);

      const fresh = await snapshotFor(viewer, seen);
      apply(old, packet, viewer);
      expect(comparable(old, fresh)).toEqual(comparable(fresh, fresh));
      apply(old, packet, viewer);
      expect(comparable(old, fresh)).toEqual(comparable(fresh, fresh));
    });
  },
);

async function makeScene(): Promise<Scene> {
  const { olive, mo, ana, sam } = atrium.people;
  const { id: channelId } = await makeChannel([olive, mo, ana, sam]);
  const say = async (person: Person, body: string, rootSeq: Seq | null = null) => {
    const { seq } = await person.call('message.post', { channelId, clientId: newId(), body, rootSeq });
    return seq;
  };
  const message = await say(ana, 'a message');
  const root = await say(ana, 'a root');
  const reply = await say(ana, 'a reply', root);
  await say(sam, 'the last word');
  const { id: other } = await makeChannel([olive, mo, ana, sam]);
  return { channelId, message, root, reply, other };
}

/** What a client that opens the channel and its threads knows. */
async function snapshotFor(viewer: Person, channelId: ChannelId): Promise<Snapshot> {
  const { summary, page } = await viewer.call('channel.open', { channelId, around: 'newest', limit: 200 });
  const { standings } = await viewer.call('channel.members', { channelId, limit: 200 });
  const state: JournalState = {
    epoch: page.asOf.epoch,
    seq: page.asOf.seq,
    n: summary.read.headN,
    channel: summary.channel,
    standings: new Map(standings.map((standing) => [standing.memberId, standing])),
    messages: new Map(),
    threads: new Map(page.threads.map((thread) => [thread.rootSeq, thread])),
  };
  const replies = await Promise.all(
    page.threads.map(({ rootSeq }) => viewer.call('message.history', { channelId, rootSeq, limit: 200 })),
  );
  for (const { entries } of [page, ...replies]) {
    for (const entry of entries)
      if ('kind' in entry && entry.kind === 'message') state.messages.set(entry.seq, entry);
  }
  return { state, read: summary.read };
}

async function since(viewer: Person, { state }: Snapshot): Promise<EntriesPacket> {
  const { epoch, seq, channel } = state;
  const { channels } = await viewer.call('channel.sync', {
    positions: [{ channelId: channel.id, position: { epoch, seq } }],
  });
  const [answer] = channels;
  if (answer?.state !== 'rest') throw new Error(`no rest: ${JSON.stringify(answer)}`);
  const { entries, messages, threads } = answer;
  return { channelId: channel.id, epoch, entries, messages, threads };
}

function apply(snapshot: Snapshot, packet: EntriesPacket, viewer: Person): void {
  expect(applyPacket(snapshot.state, packet)).not.toEqual({ gap: true });
  for (const entry of packet.entries) snapshot.read = advanceReadState(snapshot.read, entry, viewer.id);
}

function comparable({ state, read }: Snapshot, fresh: Snapshot) {
  const bySeq = <Value>(map: Map<number, Value>) => [...map].toSorted(([a], [b]) => a - b);
  const byId = [...state.standings].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const { epoch, seq, n, channel } = state;
  return {
    epoch,
    seq,
    n,
    channel,
    standings: byId,
    messages: bySeq(state.messages),
    threads: bySeq(state.threads),
    read,
    head: fresh.state.seq,
  };
}
