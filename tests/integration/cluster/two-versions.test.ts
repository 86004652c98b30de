/** Two versions of the server on one database and one Redis, as in a rolling upgrade and in one that is taken back. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChannelId, type ClientId, newId } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChannelRow } from '../../../server/src/core/journal/models.ts';
import type { EntryRow } from '../../../server/src/core/journal/row.ts';
import { startEmbeddedEngine } from '../../../server/src/db/embedded/index.ts';
import { LiveApp, type LiveClient, type Person, until } from '../live-app.ts';
import { RedisServer } from '../two-node-redis.ts';
import { loadNewerVersion, newKind, newVersion } from './newer-version.ts';

const patienceMs = 60_000;

let folder: string;
let engine: Awaited<ReturnType<typeof startEmbeddedEngine>>;
let redis: RedisServer;
let NewerApp: typeof LiveApp;
let settings: Record<string, string>;
let older: LiveApp;
let newer: LiveApp;
let olive: Person;
let ana: Person;
let atNewer: LiveClient;
/** Olive creates both; Ana is a member, and held in the first. */
let harbour: ChannelId;
let garden: ChannelId;
let heldSeq: number;
/** Messages that were acknowledged, by seq. */
const acknowledged = new Map<number, string>();

beforeAll(async () => {
  NewerApp = await loadNewerVersion();
  folder = await mkdtemp(join(tmpdir(), 'atrium-versions-'));
  engine = await startEmbeddedEngine({ dataDir: join(folder, 'engine'), port: 0 });
  redis = await RedisServer.start();
  const url = new URL(engine.url);
  url.pathname = `/t_${randomBytes(6).toString('hex')}`;
  settings = {
    ...{ MONGO_URL: url.href, REDIS_URL: redis.url, DATA_DIR: folder },
    SESSION_SECRET: 'a secret that both of the nodes share',
  };
  older = await LiveApp.start(settings);
  newer = await NewerApp.start(settings);
  olive = await older.person('Olive', 'owner');
  ana = await older.person('Ana');
  atNewer = await newer.client(olive);
}, 120_000);
afterAll(async () => {
  await older?.close();
  await newer?.close();
  await redis?.stop();
  await engine?.close();
  await rm(folder, { recursive: true, force: true });
});

async function say(client: LiveClient, body: string): Promise<void> {
  acknowledged.set(await client.post(harbour, body), body);
}

interface Loaded {
  channels: { channel: { id: ChannelId }; position: { seq: number } }[];
}

/** Nobody writes in the harbour here, whoever asks, and it is shown as it was; elsewhere everything goes on. */
async function expectFenced(node: LiveApp): Promise<void> {
  for (const person of [olive, ana]) {
    const client = await node.client(person);
    await expect(client.post(harbour, 'not here')).rejects.toThrow('retry_later');
    await client.post(garden, 'here');
    const { channels } = await client.ask<Loaded>('workspace.load', {});
    const positions = new Map(channels.map(({ channel, position }) => [channel.id, position.seq]));
    expect(positions.get(harbour)).toBe(heldSeq - 1);
    expect(positions.has(garden)).toBe(true);
    await client.ask('channel.open', { channelId: harbour });
  }
  const said = node.logged.filter((line) => line.includes('"fault":"unknown_kind"'));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(`entry ${heldSeq} is a ${newKind}`);
  expect(said[0]).toContain(harbour);
  const counted = await node.app.core.metrics.registry.metrics();
  expect(counted).toContain('atrium_journal_faults_total{fault="unknown_kind"} 1');
}

/** What somebody at this node is told who asks for all of the harbour. */
async function seqsAt(node: LiveApp): Promise<number[]> {
  const client = await node.client(olive);
  const { epoch } = node.app.core.journals;
  const { channels } = await client.ask<{ channels: { entries: { seq: number }[] }[] }>('channel.sync', {
    positions: [{ channelId: harbour, position: { epoch, seq: 0 } }],
  });
  return channels.flatMap(({ entries }) => entries.map(({ seq }) => seq));
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test('the newer one writes while the older one runs: there the journal ends before it', async () => {
  const atOlder = await older.client(olive);
  const anaAtOlder = await older.client(ana);
  for (const name of ['harbour', 'garden']) {
    const channelId = await atOlder.createChannel('private', name);
    await atOlder.append('member.add', { channelId, memberId: ana.id });
    if (name === 'harbour') harbour = channelId;
    else garden = channelId;
  }
  await say(atOlder, 'from the older one');
  await until(() => atNewer.bodies(harbour).includes('from the older one'), patienceMs);
  await say(atNewer, 'from the newer one');
  await until(() => anaAtOlder.bodies(harbour).includes('from the newer one'), patienceMs);

  const mute = { channelId: harbour, memberId: ana.id, until: null, reason: 'a calm day' };
  heldSeq = await atNewer.append('member.mute', mute);
  await say(atNewer, 'after it');
  const { journals } = older.app.core;
  await until(() => journals.peek(harbour)?.state.seq === heldSeq - 1, patienceMs);
  await expectFenced(older);
  expect(await seqsAt(older)).toEqual(upTo(heldSeq - 1));
  expect(anaAtOlder.bodies(harbour)).not.toContain('after it');
}, 180_000);

test('an older one starts after the newer one has written rows: it serves what came before, too', async () => {
  await (await newer.app.core.journals.open(harbour))?.projected();
  const rows = newer.app.core.db.connection.collection<ChannelRow>('channels');
  const row = await rows.findOne({ _id: harbour });
  expect(row).toMatchObject({ entryVersion: newVersion });
  expect(row?.projectedSeq).toBeGreaterThan(heldSeq);
  expect(await rows.findOne({ _id: garden })).not.toHaveProperty('entryVersion');

  const started = await LiveApp.start(settings);
  try {
    await expectFenced(started);
    expect(await seqsAt(started)).toEqual(upTo(heldSeq - 1));
    await say(atNewer, 'while it runs');
    await started.app.core.journals.peek(harbour)?.refresh();
    expect(await seqsAt(started)).toEqual(upTo(heldSeq - 1));
  } finally {
    await started.close();
  }
}, 180_000);

test('the older one comes back as the newer one: what it refused lands, and nothing is lost', async () => {
  const atOlder = await older.client(olive);
  const clientId = newId<ClientId>();
  const waiting = { channelId: harbour, clientId, body: 'waited for the upgrade', rootSeq: null };
  await expect(atOlder.ask('message.post', waiting)).rejects.toThrow('retry_later');
  await older.close();
  older = await NewerApp.start(settings);

  const again = await older.client(olive);
  const { seq } = await again.ask<{ seq: number }>('message.post', waiting);
  acknowledged.set(seq, waiting.body);
  await expect((await older.client(ana)).post(harbour, 'held')).rejects.toThrow('muted');
  await until(() => atNewer.bodies(harbour).includes(waiting.body), patienceMs);

  const entries = older.app.core.db.connection.collection<EntryRow>('entries');
  const rows = await entries.find({ channelId: harbour }, { sort: { seq: 1 } }).toArray();
  expect(rows.map((row) => row.seq)).toEqual(upTo(rows.length));
  const said = rows.filter(({ kind }) => kind === 'message').map((row) => [row.seq, row['body']]);
  expect(said).toEqual([...acknowledged]);
  expect(await seqsAt(older)).toEqual(upTo(rows.length));
}, 180_000);
