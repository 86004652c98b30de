/** The longest thread that can be moved, and one reply more. */
import { type ChannelId, type ClientId, limits, type Message, newId, type Seq } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Atrium, codeOf, makeChannel, type Person, startAtrium } from './fixture.ts';

let atrium: Atrium;
beforeAll(async () => {
  atrium = await startAtrium();
}, 60_000);
afterAll(() => atrium.close());

const id = () => newId<ClientId>();

async function repliesIn(person: Person, channelId: ChannelId, rootSeq: Seq): Promise<Message[]> {
  const replies: Message[] = [];
  for (let more = true; more;) {
    const after = replies.at(-1)?.seq ?? 0;
    const page = await person.call('message.history', { channelId, rootSeq, limit: 200, after });
    for (const entry of page.entries) if ('kind' in entry && entry.kind === 'message') replies.push(entry);
    more = page.hasAfter;
  }
  return replies;
}

test(`a thread with ${limits.threadMoveRepliesMax} replies can be moved, with one more it stays`, async () => {
  const { mo, ana, sam } = atrium.people;
  const { id: from } = await makeChannel([mo, ana, sam]);
  const { id: to } = await makeChannel([mo, ana, sam]);
  const say = async (person: Person, channelId: ChannelId, body: string, rootSeq: Seq | null) =>
    (await person.call('message.post', { channelId, clientId: id(), body, rootSeq })).seq;
  const move = (channelId: ChannelId, rootSeq: Seq, toChannelId: ChannelId) =>
    mo.call('thread.move', { channelId, rootSeq, toChannelId, clientId: id() });
  const headOf = async (channelId: ChannelId) => (await atrium.core.journals.open(channelId))!.state.seq;

  const root = await say(ana, from, 'the root', null);
  const bodies = Array.from({ length: limits.threadMoveRepliesMax }, (_, index) => `reply ${index + 1}`);
  for (let first = 0; first < bodies.length; first += limits.batchEntriesMax) {
    const some = bodies.slice(first, first + limits.batchEntriesMax);
    await Promise.all(some.map((body, index) => say(index % 2 ? ana : sam, from, body, root)));
  }
  const said = await repliesIn(ana, from, root);
  const { channelId, rootSeq } = await move(from, root, to);
  expect(channelId).toBe(to);
  const there = await repliesIn(ana, to, rootSeq);
  expect(there.map(({ rn }) => rn)).toEqual(bodies.map((_, index) => index + 1));
  expect(there.map(({ body }) => body)).toEqual(said.map(({ body }) => body));
  expect((await repliesIn(ana, from, root)).filter(({ deletedAt }) => deletedAt === null)).toEqual([]);

  await say(ana, to, 'one more', rootSeq);
  const heads = [await headOf(from), await headOf(to)];
  expect(await codeOf(move(to, rootSeq, from))).toBe('limit_reached');
  expect([await headOf(from), await headOf(to)]).toEqual(heads);
  await say(sam, to, 'it stayed, and goes on', rootSeq);
  const { summary } = await ana.call('thread.open', { channelId: to, rootSeq });
  expect(summary.thread).toMatchObject({ lastRn: limits.threadMoveRepliesMax + 2 });
  expect(summary.thread.flags.moved).toBeUndefined();
});
