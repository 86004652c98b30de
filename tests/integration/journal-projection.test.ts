/** Rows are what the journal says: whichever node wrote them, however often, and when they are made again from nothing. */
import { type ChannelId, type ClientId, type MemberId, newId, type Seq } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openJournals } from '../../server/src/core/journal/index.ts';
import type { OwnJournals } from '../../server/src/core/journal/journals.ts';
import type { AppendRequest, Journal } from '../../server/src/core/journal/types.ts';
import { createMetrics } from '../../server/src/metrics.ts';
import { Random } from '../random.ts';
import { type Atrium, makeChannel, type Name, startAtrium } from './fixture.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const projections = ['channels', 'standings', 'threads', 'follows', 'reads', 'activity'];
let atrium: Atrium;
beforeAll(async () => {
  atrium = await startAtrium();
});
afterAll(() => atrium.close());

const id = () => newId<ClientId>();
const database = () => atrium.core.db.connection.db!;

/** Another node, as far as journals go. */
const startNode = (): Promise<OwnJournals> => openJournals({ ...atrium.core, metrics: createMetrics() });

async function rowsOf(channelId: ChannelId, collections: readonly string[] = [...projections, 'entries']) {
  const rows: Record<string, unknown[]> = {};
  for (const name of collections) {
    const filter = name === 'channels' ? { _id: channelId as never } : { channelId };
    const found = await database().collection(name).find(filter).toArray();
    rows[name] = found
      .map(({ _id, ...row }) => JSON.stringify(sorted(name === 'channels' ? { _id, ...row } : row)))
      .toSorted();
  }
  return rows;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}

/** Who is told depends on how things stood then: on who was in, what was muted, what a message said before it was edited. */
const unsettling = /^(member\.|channel\.(join|leave)|message\.(edit|delete)|thread\.(mute|unmute))/;

/** What people do in a channel, at random; what is refused is part of it. */
async function liveIn(channelId: ChannelId, steps: number, life: 'free' | 'steady'): Promise<void> {
  const random = new Random(seed);
  const names: Name[] = ['olive', 'mo', 'ana', 'sam', 'zed', 'gus'];
  const roots: Seq[] = [];
  const messages: Seq[] = [];
  const person = () => atrium.people[random.pick(names)];
  const mention = () =>
    random.chance(0.3) ? ` <@${person().id}>` : random.chance(0.05) ? ' <!channel>' : '';
  const seq = () => random.pickIfAny(messages) ?? 1;
  const rootSeq = () => random.pickIfAny(roots) ?? 1;
  const does: (() => [string, object])[] = [
    () => ['message.post', { body: `words${mention()}` }],
    () => ['message.post', { body: `words${mention()}` }],
    () => ['message.post', { body: `reply${mention()}`, rootSeq: rootSeq() }],
    () => ['message.post', { body: `reply${mention()}`, rootSeq: rootSeq() }],
    () => ['message.edit', { seq: seq(), body: `other words${mention()}` }],
    () => ['message.delete', { seq: seq() }],
    () => ['message.react', { seq: seq(), emoji: random.pick(['👍', '🎉']), on: random.chance(0.7) }],
    () => [random.pick(['message.pin', 'message.unpin']), { seq: seq() }],
    () => ['thread.set_title', { rootSeq: rootSeq(), title: `title ${random.below(100)}` }],
    () => [
      `thread.${random.pick(['lock', 'unlock', 'mute', 'unmute', 'pin', 'unpin', 'resolve', 'reopen'])}`,
      { rootSeq: rootSeq() },
    ],
    () => [random.pick(['channel.join', 'channel.leave']), {}],
    () => ['member.add', { memberId: person().id }],
    () => ['member.remove', { memberId: person().id }],
    () => ['member.mute', { memberId: person().id, until: null }],
    () => ['member.unmute', { memberId: person().id }],
    () => ['channel.describe', { topic: `topic ${random.below(100)}` }],
  ];
  for (let step = 0; step < steps; step += 1) {
    const [name, input] = random.pick(does)();
    if (life === 'steady' && unsettling.test(name)) continue;
    const reply = await person().send(name, { channelId, clientId: id(), ...input });
    if (!reply.ok) {
      expect(
        ['internal', 'retry_later', 'conflict'],
        `${name}: ${JSON.stringify(reply.error)}`,
      ).not.toContain(reply.error.code);
      continue;
    }
    if (name !== 'message.post') continue;
    const { seq: posted } = reply.result as { seq: Seq };
    messages.push(posted);
    if (!('rootSeq' in input)) roots.push(posted);
  }
}

/** What must be the same after each kind of life. */
const lives: ['free' | 'steady', string[]][] = [
  ['free', ['channels', 'standings', 'threads', 'entries']],
  ['steady', [...projections, 'entries']],
];

test.each(lives)(
  `in a %s life, rows that are made again from nothing are the same (seed ${seed})`,
  async (life, compared) => {
    const { olive, mo, ana, sam } = atrium.people;
    const { id: channelId } = await makeChannel([olive, mo, ana, sam]);
    await liveIn(channelId, 250, life);
    const journal = (await atrium.core.journals.open(channelId))!;
    await journal.projected();
    const before = await rowsOf(channelId, compared);
    for (const name of compared) expect(before[name]!.length, name).toBeGreaterThan(0);
    requireTextsGone(before['entries'] as string[]);

    for (const name of projections) {
      const filter = name === 'channels' ? { _id: channelId as never } : { channelId };
      await database().collection(name).deleteMany(filter);
    }
    const node = await startNode();
    const again = (await node.open(channelId))!;
    expect(again.state.seq).toBe(journal.state.seq);
    await again.projected();
    expect(await rowsOf(channelId, compared)).toEqual(before);
    expect(again.state.standings).toEqual(journal.state.standings);
    expect(again.state.channel).toEqual(journal.state.channel);
    await node.close();
  },
  60_000,
);

/** One copy of an edited body, in its message; one of a title, in the newest entry that gave it. */
function requireTextsGone(entries: readonly string[]): void {
  const withText = entries
    .map((row) => JSON.parse(row) as Record<string, unknown>)
    .filter((row) => 'text' in row);
  expect(withText.filter(({ kind }) => kind !== 'thread.titled')).toEqual([]);
  const roots = withText.map(({ target }) => target);
  expect(roots).toHaveLength(new Set(roots).size);
}

test.each(lives)(
  `in a %s life, rows that three nodes write at once, once more, are the same (seed ${seed})`,
  async (life, compared) => {
    const { olive, mo, ana } = atrium.people;
    const { id: channelId } = await makeChannel([olive, mo, ana]);
    await liveIn(channelId, 120, life);
    const journal = (await atrium.core.journals.open(channelId))!;
    await journal.projected();
    const before = await rowsOf(channelId, compared);
    await database()
      .collection('channels')
      .updateOne({ _id: channelId as never }, { $set: { projectedSeq: 2 } });
    const nodes = await Promise.all([startNode(), startNode(), startNode()]);
    const opened = await Promise.all(nodes.map((node) => node.open(channelId)));
    await Promise.all(opened.map((one) => one!.projected()));
    expect(await rowsOf(channelId, compared)).toEqual(before);
    await Promise.all(nodes.map((node) => node.close()));
  },
  60_000,
);

test('a read that a node answers before it projected is as of its head', async () => {
  const { olive, ana } = atrium.people;
  const { id: channelId } = await makeChannel([olive, ana]);
  const { seq } = await ana.call('message.post', { channelId, clientId: id(), body: 'first' });
  await ana.call('message.edit', { channelId, clientId: id(), seq, body: 'second' });
  const node = await startNode();
  const elsewhere = (await node.open(channelId))!;
  expect((await elsewhere.messages([seq])).get(seq)?.body).toBe('second');
  await ana.call('message.react', { channelId, clientId: id(), seq, emoji: '👍', on: true });
  await elsewhere.refresh();
  const page = await elsewhere.history({ rootSeq: null, limit: 10 }, { visibleFrom: 1 });
  expect(page.entries.at(-1)).toMatchObject({ seq, body: 'second', reactions: [{ emoji: '👍' }] });
  await node.close();
});

test(`several nodes append to one channel: no gap, nothing twice, every answer true (seed ${seed})`, async () => {
  const random = new Random(seed);
  const { olive } = atrium.people;
  const { id: channelId } = await makeChannel([olive]);
  const nodes = await Promise.all(Array.from({ length: 4 }, startNode));
  const journals = (await Promise.all(nodes.map((node) => node.open(channelId)))) as Journal[];
  const acks = new Map<string, Set<Seq>>();
  const sent = new Map<MemberId, ClientId[]>();
  const write = async (member: MemberId, count: number) => {
    const mine: ClientId[] = [];
    sent.set(member, mine);
    for (let index = 0; index < count; index += 1) {
      const clientId = id();
      mine.push(clientId);
      const request = requestOf(member, clientId);
      // Now and then the answer is lost, and the message comes again by another node.
      const tries = random.chance(0.3)
        ? [random.pick(journals), random.pick(journals)]
        : [random.pick(journals)];
      const answers = await Promise.all(tries.map((journal) => journal.append(request)));
      acks.set(`${member} ${clientId}`, new Set(answers.map(({ seq }) => seq)));
    }
  };
  await Promise.all(Array.from({ length: 12 }, (_, index) => write(`writer-${index}` as MemberId, 15)));
  const rows = await database().collection('entries').find({ channelId }).sort({ seq: 1 }).toArray();
  expect(rows.map(({ seq }) => seq as number)).toEqual(rows.map((_, index) => index + 1));
  const places = new Map(rows.map((row) => [`${row['authorId']} ${row['clientId']}`, row['seq'] as Seq]));
  expect(places.size).toBe(rows.length);
  for (const [key, seqs] of acks) expect([...seqs], key).toEqual([places.get(key)]);
  for (const [member, mine] of sent) {
    const order = mine.map((clientId) => places.get(`${member} ${clientId}`)!);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }
  await Promise.all(journals.map((journal) => journal.refresh()));
  for (const journal of journals) expect(journal.state).toMatchObject({ seq: rows.length, n: 180 });
  const times = rows.map(({ at }) => at as number);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  await Promise.all(nodes.map((node) => node.close()));
}, 60_000);

function requestOf(authorId: MemberId, clientId: ClientId): AppendRequest {
  const mentions = { members: [], everyone: null };
  return {
    ...{ authorId, clientId, digest: clientId },
    decide: () => ({ kind: 'message', rootSeq: null, body: clientId, action: false, mentions, files: [] }),
  };
}
