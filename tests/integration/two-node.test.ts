/** Two nodes on one database: with Redis, without it, and with a Redis that fails or lies. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelId } from '@atrium/shared';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startEmbeddedEngine } from '../../server/src/db/embedded/index.ts';
import { LiveApp, type LiveClient, type Person, until } from './live-app.ts';
import { RedisServer } from './two-node-redis.ts';

let folder: string;
let engine: Awaited<ReturnType<typeof startEmbeddedEngine>>;
let redis: RedisServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atrium-two-'));
  engine = await startEmbeddedEngine({ dataDir: join(folder, 'engine'), port: 0 });
  redis = await RedisServer.start();
});
afterAll(async () => {
  await redis.stop();
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

let nodes: LiveApp[] = [];
let olive: Person;
let ana: Person;
let gus: Person;
let here: LiveClient;
let there: LiveClient;
let channelId: ChannelId;

/** Olive on the first node, Ana on the second, both in one channel. */
async function begin(withRedis: boolean): Promise<void> {
  const url = new URL(engine.url);
  url.pathname = `/t_${randomBytes(6).toString('hex')}`;
  const settings = {
    MONGO_URL: url.href,
    DATA_DIR: folder,
    SESSION_SECRET: 'a secret that both of the nodes share',
    ...(withRedis ? { REDIS_URL: redis.url } : {}),
  };
  nodes = [await LiveApp.start(settings), await LiveApp.start(settings)];
  const [first, second] = nodes as [LiveApp, LiveApp];
  olive = await first.person('Olive', 'owner');
  ana = await first.person('Ana');
  gus = await first.person('Gus', 'guest');
  here = await first.client(olive);
  there = await second.client(ana);
  channelId = await here.createChannel('private', 'shared-room');
  await here.append('member.add', { channelId, memberId: ana.id });
  // Without Redis the other node finds out that something was missed, not what.
  await until(() => there.me.some(({ entered, reload }) => reload ?? entered?.includes(channelId)), 10_000);
}
afterEach(async () => {
  for (const node of nodes) await node.close();
  nodes = [];
});

const arrives = async (body: string, ms: number) => {
  const began = Date.now();
  await here.post(channelId, body);
  await until(() => there.bodies(channelId).includes(body), ms);
  return Date.now() - began;
};
const expectNoGaps = (client: LiveClient) => {
  const seqs = client.seqs(channelId);
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => (seqs[0] ?? 0) + index));
};

describe('with Redis', () => {
  beforeEach(() => begin(true));

  test('what is said on one node is heard on the other, in order and without gaps', async () => {
    expect(await arrives('hello', 3_000)).toBeLessThan(2_000);
    for (let index = 0; index < 5; index++) {
      await Promise.all([here, there].map((client, side) => client.post(channelId, `m${index} of ${side}`)));
    }
    for (const client of [here, there]) await until(() => client.bodies(channelId).length >= 11);
    expectNoGaps(there);
  });

  test('after a removal on one node nothing reaches the removed on the other', async () => {
    const flood = Array.from({ length: 25 }, (_, index) =>
      index === 12
        ? here.append('member.remove', { channelId, memberId: ana.id })
        : here.post(channelId, `m${index}`),
    );
    const removed = (await Promise.all(flood))[12] ?? 0;
    await until(() => there.me.some(({ left }) => left?.includes(channelId)));
    const own = await there.createChannel('private', 'fence');
    await until(() => there.seqs(own).length > 0);
    expect(Math.max(...there.seqs(channelId))).toBe(removed);
    await expect(there.post(channelId, 'still here?')).rejects.toThrow('not_found');
  });

  test('a deactivated member is out on both nodes at once', async () => {
    await here.ask('people.deactivate', { memberId: ana.id });
    await until(() => there.socket.disconnected, 3_000);
    expect(there.byes.map(({ why }) => why)).toEqual(['revoked']);
  });

  test('typing and presence cross over, to people of the channel only', async () => {
    const watcher = await nodes[1]!.client(gus);
    await here.ask('typing.set', { channelId, rootSeq: null });
    await until(() => there.live.some(({ typing }) => typing?.some(({ memberId }) => memberId === olive.id)));
    await until(async () => {
      const asked = await there.ask<{ presence: { state: string }[] }>('presence.get', {
        memberIds: [olive.id],
      });
      return asked.presence[0]?.state === 'online';
    });
    expect(watcher.live.flatMap(({ typing, presence }) => [...(typing ?? []), ...(presence ?? [])])).toEqual(
      [],
    );
  });

  test('one’s own things reach the tab on the other node', async () => {
    const tab = await nodes[1]!.client(olive);
    await here.ask('draft.set', { channelId, rootSeq: null, body: 'half a thought' });
    await until(() => tab.me.some(({ drafts }) => drafts !== undefined));
    expect(tab.me.flatMap(({ drafts }) => drafts ?? []).map(({ body }) => body)).toEqual(['half a thought']);
  });

  test('Redis gone and back empty: messages come by the heads check, sending never waits for it', async () => {
    await arrives('before', 3_000);
    await redis.stop();
    const began = Date.now();
    await here.post(channelId, 'while away');
    expect(Date.now() - began).toBeLessThan(1_500);
    await until(() => there.bodies(channelId).includes('while away'), 7_000);
    await redis.restart();
    await until(async () => (await arrives(`back ${Date.now()}`, 8_000)) < 2_000, 25_000);
    expectNoGaps(there);
  }, 60_000);

  test('what nobody of ours said changes nothing', async () => {
    await arrives('true', 3_000);
    const liar = createClient({ url: redis.url });
    await liar.connect();
    const topics = (await liar.pubSubChannels('atrium:*')).filter((topic) => !topic.includes('probe'));
    const forged = [
      { kind: 'head', channelId, epoch: 'x', seq: 1e9 },
      { kind: 'end', memberId: ana.id },
      { kind: 'own', memberId: ana.id, rev: 1e6, packet: [{ reload: true }] },
    ];
    const body = JSON.stringify({ from: 'liar', messages: forged });
    for (const topic of topics) {
      for (const lie of [body, 'x'.repeat(43) + body, '', '{', 'x'.repeat(10_000_000)])
        await liar.publish(topic, lie);
    }
    await liar.close();
    await arrives('after the lies', 3_000);
    expect(there.socket.connected).toBe(true);
    expect(there.me.some(({ reload }) => reload)).toBe(false);
    expectNoGaps(there);
  });

  test('a subscriber that Redis has dropped hears again', async () => {
    await arrives('before', 3_000);
    const admin = createClient({ url: redis.url });
    await admin.connect();
    await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']);
    await admin.close();
    await here.post(channelId, 'unheard?');
    await until(() => there.bodies(channelId).includes('unheard?'), 7_000);
    expect(there.bodies(channelId)).toEqual(['before', 'unheard?']);
    expectNoGaps(there);
  });
});

describe('without Redis', () => {
  beforeEach(() => begin(false), 30_000);

  test('messages, comings and what is one’s own arrive within seconds', async () => {
    await arrives('slowly', 8_000);
    expectNoGaps(there);
    const next = await here.createChannel('private', 'second-room');
    there.me.length = 0;
    await here.append('member.add', { channelId: next, memberId: ana.id });
    await here.post(next, 'welcome');
    await until(() => there.me.some(({ reload, entered }) => reload ?? entered?.includes(next)), 8_000);
    await here.post(next, 'again');
    await until(() => there.bodies(next).includes('again'), 8_000);
    expect(there.bodies(next).at(-1)).toBe('again');
  }, 40_000);

  test('a deactivated member is out on the other node within 15 seconds', async () => {
    await here.ask('people.deactivate', { memberId: ana.id });
    await until(() => there.socket.disconnected, 15_000);
    expect(there.byes.map(({ why }) => why)).toEqual(['revoked']);
  }, 30_000);
});
