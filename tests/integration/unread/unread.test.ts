/**
 * Unread is exact: after random posts, replies, edits, deletions, follows, mutes, moves between two channels and marks from
 * several devices, what the server says, and what a device makes of live entries by itself, equals an independent recount.
 * `STEPS=10000` for the long form, `SEED=…` to repeat one.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  advanceReadState,
  AtriumError,
  type ChannelId,
  type CommandInput,
  type CommandName,
  type CommandResult,
  newId,
  type ReadState,
  unreadCount,
} from '@atrium/shared';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Atrium, type Person, startAtrium } from '../fixture.ts';
import { Oracle } from './oracle.ts';

const STEPS = Number(process.env['STEPS'] ?? 400);
const SEED = Number(process.env['SEED'] ?? 11);
const COMPARE_EVERY = Math.max(10, Math.floor(STEPS / 200));

let atrium: Atrium;
let people: Person[];
interface Place {
  channelId: ChannelId;
  oracle: Oracle;
  /** Each person's device: the channel's read state, advanced by live entries and by what the server sends for them alone. */
  devices: Map<string, ReadState>;
}
let places: Place[];

beforeAll(async () => {
  atrium = await startAtrium();
  const { olive, mo, ana, sam } = atrium.people;
  people = [olive, mo, ana, sam];
  places = await Promise.all(['harbour', 'quay'].map((name) => makePlace(name)));
  for (const { oracle, channelId, devices } of places) {
    for (const person of people) {
      const { channels } = await call(person, 'channel.list', {});
      const { read, standing } = channels.find(({ channel }) => channel.id === channelId)!;
      oracle.join(person.id, standing!.joinedSeq);
      devices.set(person.id, read);
    }
  }
  atrium.core.journals.onEntries((journal, packet) => {
    const place = places.find(({ channelId }) => journal.channelId === channelId);
    if (!place) return;
    for (const { id } of people) {
      for (const entry of packet.entries)
        place.devices.set(id, advanceReadState(place.devices.get(id)!, entry, id));
    }
  });
}, 60_000);

afterAll(() => atrium?.close());

async function makePlace(name: string): Promise<Place> {
  const [olive, ...others] = people;
  const { channel } = await call(olive!, 'channel.create', { clientId: newId(), kind: 'public', name });
  const channelId = channel.id;
  for (const person of others) await call(person, 'channel.join', { channelId, clientId: newId() });
  return { channelId, oracle: new Oracle(), devices: new Map() };
}

/** Where the messages of a thread are after it was moved: by their order in it. */
async function placesOf(
  channelId: ChannelId,
  rootSeq: number,
  before: readonly number[],
): Promise<Map<number, number>> {
  const after: number[] = [];
  for (let more = true; more;) {
    const page = await call(people[0]!, 'message.history', {
      ...{ channelId, rootSeq, limit: 200, after: after.at(-1) ?? 0 },
    });
    for (const entry of page.entries) if ('kind' in entry && entry.kind === 'message') after.push(entry.seq);
    more = page.hasAfter;
  }
  expect(after).toHaveLength(before.length - 1);
  return new Map(before.map((seq, index) => [seq, index === 0 ? rootSeq : after[index - 1]!]));
}

/** As a client asks: a busy server is asked again. */
async function call<Name extends CommandName>(
  person: Person,
  name: Name,
  input: CommandInput<Name>,
): Promise<CommandResult<Name>> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await person.call(name, input);
    } catch (error) {
      if (!(error instanceof AtriumError) || !error.retryable || tries === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(error.retryAfterMs ?? 100, 1_000)));
    }
  }
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

// As much for each step as a busy machine needs.
vi.setConfig({ testTimeout: Math.max(300_000, STEPS * 600) });

it(`agrees with a recount at every step (SEED=${SEED})`, async () => {
  const random = randomFrom(SEED);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const recent = <Item>(items: readonly Item[]): Item => pick(items.slice(-12));
  const stepsIn = ({ channelId, oracle, devices }: Place) => {
    const head = async () => (await atrium.core.journals.open(channelId))!.state.seq;
    const onChannel = () => ({ channelId, clientId: newId() });
    const take = (person: Person, read: ReadState) => {
      if (read.rootSeq === null) devices.set(person.id, read);
    };

    const steps: Record<string, (person: Person) => Promise<void>> = {
      post: async (person) => {
        const { seq } = await call(person, 'message.post', { ...onChannel(), body: 'the tide is turning' });
        oracle.post(person.id, seq, null, []);
      },
      reply: async (person) => {
        // A discussion does not begin on a message that is gone; one that has begun goes on.
        const root = recent(
          oracle.roots().filter(({ seq, deleted }) => !deleted || oracle.replies(seq).length > 0),
        );
        if (!root) return;
        const mentioned = random() < 0.3 ? [pick(people).id] : [];
        const body = `at ${root.seq} ${mentioned.map((id) => `<@${id}>`).join(' ')}`;
        const { seq } = await call(person, 'message.post', { ...onChannel(), rootSeq: root.seq, body });
        oracle.post(person.id, seq, root.seq, mentioned);
      },
      edit: async (person) => {
        const own = recent(
          [...oracle.said.values()].filter((said) => said.author === person.id && !said.deleted),
        );
        if (own)
          await call(person, 'message.edit', { ...onChannel(), seq: own.seq, body: 'the tide has turned' });
      },
      remove: async (person) => {
        const own = recent(
          [...oracle.said.values()].filter((said) => said.author === person.id && !said.deleted),
        );
        if (!own) return;
        await call(person, 'message.delete', { ...onChannel(), seq: own.seq });
        own.deleted = true;
      },
      react: async (person) => {
        const said = recent([...oracle.said.values()].filter(({ deleted }) => !deleted));
        if (said)
          await call(person, 'message.react', {
            ...onChannel(),
            seq: said.seq,
            emoji: '🌊',
            on: random() < 0.6,
          });
      },
      follow: async (person) => {
        const root = recent(oracle.roots());
        if (!root) return;
        const following = random() < 0.6;
        const command = following ? 'thread.follow' : 'thread.unfollow';
        await call(person, command, { channelId, rootSeq: root.seq });
        oracle.follow(person.id, root.seq, following, await head());
      },
      mute: async () => {
        const root = recent(oracle.roots());
        if (!root) return;
        const muted = random() < 0.5;
        const moderator = atrium.people.mo;
        await call(moderator, muted ? 'thread.mute' : 'thread.unmute', { ...onChannel(), rootSeq: root.seq });
        if (muted) oracle.muted.add(root.seq);
        else oracle.muted.delete(root.seq);
      },
      markRead: async (person) => {
        const root = random() < 0.5 ? recent(oracle.roots()) : undefined;
        const rootSeq = root?.seq ?? null;
        const seq = Math.floor(random() * ((await head()) + 5));
        if (rootSeq !== null && seq < rootSeq) return;
        const { read } = await call(person, 'read.mark', { channelId, rootSeq, seq });
        oracle.markRead(person.id, rootSeq, seq, await head());
        take(person, read);
      },
      markUnread: async (person) => {
        const said = recent([...oracle.said.values()]);
        if (!said) return;
        const { rootSeq, seq } = said;
        const { read } = await call(person, 'read.mark_unread', { channelId, rootSeq, seq });
        oracle.markUnread(person.id, rootSeq, seq);
        take(person, read);
      },
      move: async () => {
        const root = recent(
          oracle
            .roots()
            .filter(({ seq, deleted }) => !deleted || oracle.replies(seq).some((one) => !one.deleted)),
        );
        const target = places.find((place) => place.channelId !== channelId)!;
        if (!root) return;
        const input = { ...onChannel(), rootSeq: root.seq, toChannelId: target.channelId };
        const { rootSeq } = await call(atrium.people.mo, 'thread.move', input);
        const before = [root.seq, ...oracle.replies(root.seq).map(({ seq }) => seq)];
        const moved = await placesOf(target.channelId, rootSeq, before);
        oracle.move(
          root.seq,
          target.oracle,
          moved,
          people.map(({ id }) => id),
        );
      },
    };
    return steps;
  };
  const [here, there] = [stepsIn(places[0]!), stepsIn(places[1]!)];
  const weighted = ['post', 'post', 'post', 'reply', 'reply', 'reply', 'reply', ...Object.keys(here)];

  for (let step = 1; step <= STEPS; step += 1) {
    const name = pick(weighted);
    const steps = random() < 0.6 ? here : there;
    await steps[name]!(pick(people));
    if (step % COMPARE_EVERY !== 0) continue;
    expect(await differences(), `step ${step}, after ${name}`).toEqual([]);
  }
});

async function allUnread(person: Person): Promise<CommandResult<'thread.mine'>> {
  const first = await call(person, 'thread.mine', { filter: 'unread', limit: 200 });
  for (let { next } = first; next !== null;) {
    const page = await call(person, 'thread.mine', { filter: 'unread', limit: 200, cursor: next });
    first.threads.push(...page.threads);
    ({ next } = page);
  }
  return first;
}

/** What anybody is shown otherwise than the recount says. */
async function differences(): Promise<object[]> {
  const found: object[] = [];
  for (const person of people) {
    const [{ channels }, mine] = await Promise.all([call(person, 'channel.list', {}), allUnread(person)]);
    const shown = places.map(({ channelId, devices }) => ({
      channel: unreadCount(channels.find(({ channel }) => channel.id === channelId)!.read, null, 0),
      device: unreadCount(devices.get(person.id)!, null, 0),
      threads: mine.threads
        .filter(({ thread }) => thread.channelId === channelId)
        .map(({ thread, read }) => [thread.rootSeq, unreadCount(read!, thread.flags, 0)])
        .sort(byRoot),
    }));
    const expected = places.map(({ oracle }) => ({
      channel: oracle.unreadInChannel(person.id),
      device: oracle.unreadInChannel(person.id),
      threads: [...oracle.unreadInThreads(person.id)].sort(byRoot),
    }));
    const counted = expected.reduce((sum, { threads }) => sum + threads.length, 0);
    if (!isDeepStrictEqual(shown, expected) || mine.unread !== counted)
      found.push({ person: person.name, shown, expected, unread: mine.unread });
  }
  return found;
}

function byRoot(a: readonly (number | undefined)[], b: readonly (number | undefined)[]): number {
  return (a[0] ?? 0) - (b[0] ?? 0);
}
