/**
 * Journals that are let go from memory and loaded again while people write and readers come and go, on two nodes: nothing
 * lost, doubled or out of order, and nobody who is there is passed over. SEED to repeat.
 */
import type * as journals from '../../../server/src/core/journal/journals.ts';
import type * as opening from '../../../server/src/core/journal/open-channel.ts';
import { type ChannelId, type EntriesPacket, limits, newId, type SeenEntry } from '@atrium/shared';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Random } from '../../random.ts';
import { type LiveApp, type Person, until } from '../live-app.ts';
import { RedisServer } from '../two-node-redis.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const opened = new Map<string, number>();
vi.mock('../../../server/src/core/journal/journals.ts', async (original) => {
  const real = await original<typeof journals>();
  // Let go as soon as nobody needs it; else only after a minute, and where there are a thousand.
  const times = { idleMs: 20, ownDelayMs: 20, plainDelayMs: 20, foreignDelayMs: 60 };
  return {
    ...real,
    createJournals: (options: journals.JournalsOptions) => real.createJournals({ ...options, times }),
  };
});
vi.mock('../../../server/src/core/journal/open-channel.ts', async (original) => {
  const real = await original<typeof opening>();
  return {
    ...real,
    openChannel: (...args: Parameters<typeof real.openChannel>) => {
      opened.set(args[0], (opened.get(args[0]) ?? 0) + 1);
      return real.openChannel(...args);
    },
  };
});

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const waitMs = 60_000;
const channelCount = 6;
const postsPerWriter = 60;
const kept = limits.idleJournalsMax;
let redis: RedisServer;
let two: TwoNodes;
beforeAll(async () => {
  Object.assign(limits, { idleJournalsMax: 0 });
  redis = await RedisServer.start();
  two = await startTwoNodes({ REDIS_URL: redis.url });
  for (const client of [two.here, two.there]) client.socket.disconnect();
}, 180_000);
afterAll(async () => {
  Object.assign(limits, { idleJournalsMax: kept });
  await two?.close();
  await redis?.stop();
});

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

interface Acknowledged {
  channelId: ChannelId;
  clientId: string;
  seq: number;
}

/** Somebody who writes over HTTP, one after the other, through either node: no socket of theirs keeps a journal there. */
async function write(
  person: Person,
  channels: readonly ChannelId[],
  random: Random,
): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  const send = async (input: object): Promise<number> => {
    const { app } = random.pick(two.nodes);
    const headers = { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' };
    const asked = { method: 'POST', headers, body: JSON.stringify(input) };
    const response = await fetch(`${app.url}/api/message.post`, asked);
    expect(response.status).toBe(200);
    return ((await response.json()) as { seq: number }).seq;
  };
  for (let index = 0; index < postsPerWriter; index += 1) {
    const channelId = random.pick(channels);
    const input = { channelId, clientId: newId(), rootSeq: null, body: `message ${index}` };
    const seq = await send(input);
    acknowledged.push({ channelId, clientId: input.clientId, seq });
    // Long enough for a journal to be let go now and then; and the same again, as after a lost answer.
    if (random.chance(0.3)) await pause(random.below(600));
    if (random.chance(0.2)) expect(await send(input)).toBe(seq);
  }
  return acknowledged;
}

/** Comes in, reads what there is, stays a while, and is gone again; what it was pushed while there has no hole. */
async function visit(node: LiveApp, person: Person, channels: readonly ChannelId[], staysMs: number) {
  const client = await node.client(person);
  await pause(staysMs);
  const heads = new Map<ChannelId, number>();
  for (const channelId of channels) {
    const page = await client.ask<{ asOf: { seq: number } }>('message.history', { channelId, limit: 1 });
    heads.set(channelId, page.asOf.seq);
  }
  // What was there before the first push came with the page; from there on, everything up to the head is pushed.
  for (const [channelId, head] of heads) {
    const pushed = client.seqs(channelId);
    if (pushed.length > 0) await until(() => (client.seqs(channelId).at(-1) ?? 0) >= head, waitMs);
  }
  client.socket.disconnect();
  return client.packets;
}

const seqsIn = (packets: readonly EntriesPacket[], channelId: ChannelId) =>
  packets
    .filter((packet) => packet.channelId === channelId)
    .flatMap(({ entries }) => entries as SeenEntry[])
    .map(({ seq }) => seq);

test('nothing lost, doubled, out of order or passed over', async () => {
  console.log(`eviction: SEED=${seed}`);
  const { nodes, olive, ana } = two;
  const zed = await nodes[0].person('Zed');
  const host = await nodes[0].client(olive);
  const channels: ChannelId[] = [];
  for (let index = 0; index < channelCount; index += 1) {
    const channelId = await host.createChannel('private', `bay-${index}`);
    for (const { id } of [ana, zed]) await host.append('member.add', { channelId, memberId: id });
    channels.push(channelId);
  }
  host.socket.disconnect();
  opened.clear();

  let isWriting = true;
  const visits: EntriesPacket[][] = [];
  const readers = [ana, zed].map(async (person, index) => {
    const own = new Random(seed + 100 + index);
    while (isWriting) {
      visits.push(await visit(own.pick(nodes), person, channels, own.below(800)));
      await pause(own.below(600));
    }
  });
  const writers = [olive, ana, zed].map((person, index) => write(person, channels, new Random(seed + index)));
  const acknowledged = await Promise.all(writers).finally(() => (isWriting = false));
  await Promise.all(readers);

  const again = [...opened.values()].reduce((sum, count) => sum + count, 0);
  console.log(`loaded again ${again} times, ${visits.length} visits`);
  expect(again).toBeGreaterThan(channelCount * 4);
  expect(visits.length).toBeGreaterThan(10);
  expect(visits.flat().length).toBeGreaterThan(20);
  for (const packets of visits) {
    for (const channelId of channels) {
      const seqs = seqsIn(packets, channelId);
      expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    }
  }
  const entries = nodes[0].app.core.db.connection.collection('entries');
  for (const channelId of channels) {
    const rows = await entries.find({ channelId }, { sort: { seq: 1 } }).toArray();
    expect(rows.map(({ seq }) => seq as number)).toEqual(rows.map((_, index) => index + 1));
    const places = new Map(rows.map(({ clientId, seq }) => [clientId as string, seq as number]));
    expect(places.size).toBe(rows.length);
    for (const own of acknowledged) {
      const here = own.filter((one) => one.channelId === channelId);
      expect(here.map(({ clientId }) => places.get(clientId))).toEqual(here.map(({ seq }) => seq));
      expect(here.map(({ seq }) => seq)).toEqual(here.map(({ seq }) => seq).toSorted((a, b) => a - b));
    }
  }
  const messages = await entries.countDocuments({ channelId: { $in: channels }, kind: 'message' });
  expect(messages).toBe(acknowledged.flat().length);
}, 300_000);
