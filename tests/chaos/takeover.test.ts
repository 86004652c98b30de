/**
 * A node dies after a commit: it has told nobody, and projected nothing. The others find out by themselves, and do what
 * it left undone; its clients go on elsewhere.
 */
import { type ChannelId, type MemberId, newId } from '@atrium/shared';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveClient, until } from '../integration/live-app.ts';
import { Cluster, type Node } from './cluster/cluster.ts';
import { type Person, seedPeople } from './cluster/people.ts';

const waitMs = 90_000;
let cluster: Cluster;
let database: Connection;
let olive: Person;
let ana: Person;
let zed: Person;
const clients: LiveClient[] = [];

beforeAll(async () => {
  cluster = await Cluster.start({
    nodes: 2,
    redis: false,
    env: { ATRIUM_FAILPOINT: 'crash_after_commit' },
  });
  [olive, ana, zed] = (await seedPeople(cluster.databaseUrl, [
    ['Olive', 'owner'],
    ['Ana', 'member'],
    ['Zed', 'member'],
  ])) as [Person, Person, Person];
  await cluster.startNodes();
  database = await mongoose.createConnection(cluster.databaseUrl, { autoIndex: false }).asPromise();
}, 180_000);
afterAll(async () => {
  for (const { socket } of clients) socket.disconnect();
  await database?.close();
  await cluster?.close();
});

async function connect(person: Person, { port }: Node): Promise<LiveClient> {
  const client = new LiveClient(`http://127.0.0.1:${port}`, person);
  clients.push(client);
  await client.connected();
  return client;
}

async function channelOf(host: LiveClient, name: string, members: readonly Person[]): Promise<ChannelId> {
  const channelId = await host.createChannel('private', name);
  for (const { id } of members) await host.append('member.add', { channelId, memberId: id });
  await until(() => isProjected(channelId), waitMs);
  return channelId;
}

const newest = (channelId: ChannelId) =>
  database.collection('entries').findOne({ channelId }, { sort: { seq: -1 } });

async function isProjected(channelId: ChannelId): Promise<boolean> {
  const channels = database.collection<{ _id: string; projectedSeq: number }>('channels');
  const channel = await channels.findOne({ _id: channelId });
  return channel?.projectedSeq === (await newest(channelId))?.['seq'];
}

const told = (memberId: MemberId, channelId: ChannelId, seq: number) =>
  database.collection('activity').findOne({ memberId, channelId, seq });

/** The node dies of a message of this author, once it is durable: of the newest. */
async function dieOf(node: Node, author: LiveClient, channelId: ChannelId) {
  const inputs = new Map<string, { clientId: string; body: string }>();
  node.child.signal('SIGUSR2');
  // The signal may come later than what was sent after it.
  await until(() => {
    const input = { clientId: newId(), channelId, body: `<@${ana.id}> <@${zed.id}> look`, rootSeq: null };
    inputs.set(input.clientId, input);
    void author.ask('message.post', input).catch(() => undefined);
    return !node.child.isRunning;
  }, waitMs);
  const entry = (await newest(channelId)) as unknown as { seq: number; clientId: string };
  const input = inputs.get(entry.clientId);
  if (!input) throw new Error('the newest entry is none of these');
  expect(await isProjected(channelId)).toBe(false);
  expect(await told(ana.id, channelId, entry.seq)).toBeNull();
  return { input, seq: entry.seq };
}

test('the node that is left shows what it was not told of, tells those concerned, and knows a resend', async () => {
  const [first, second] = cluster.nodes as [Node, Node];
  const host = await connect(olive, first);
  const reader = await connect(ana, second);
  const channelId = await channelOf(host, 'harbour', [ana, zed]);
  await until(() => reader.me.some(({ reload, entered }) => reload ?? entered?.includes(channelId)), waitMs);
  const { input, seq } = await dieOf(first, host, channelId);

  await until(() => reader.seqs(channelId).includes(seq), waitMs);
  await until(() => isProjected(channelId), waitMs);
  for (const { id } of [ana, zed])
    expect(await told(id, channelId, seq)).toMatchObject({ reason: 'mention' });
  const again = await connect(olive, second);
  expect(await again.append('message.post', input)).toBe(seq);
  expect(await again.post(channelId, 'and on')).toBe(seq + 1);
  await first.start();
}, 300_000);

test('also in a channel of which nobody is there: whoever comes finds it', async () => {
  const [first, second] = cluster.nodes as [Node, Node];
  const host = await connect(olive, first);
  const channelId = await channelOf(host, 'lighthouse', [zed]);
  for (const { socket } of clients) if (socket !== host.socket) socket.disconnect();
  const { seq } = await dieOf(first, host, channelId);

  const reader = await connect(zed, second);
  await until(async () => {
    const { activity } = await reader.ask<{ activity: { channelId: string; seq: number }[] }>(
      'activity.list',
      {},
    );
    return activity.some((one) => one.channelId === channelId && one.seq === seq);
  }, waitMs);
  expect(await isProjected(channelId)).toBe(true);
}, 300_000);
