/** What is pushed: to whom, in which order, and to whom not. */
import type { ChannelId } from '@atrium/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LiveApp, type LiveClient, type Person, until } from './live-app.ts';

let app: LiveApp;
let people: Record<'olive' | 'mo' | 'ana' | 'sam' | 'gus' | 'zed', Person>;
let channels = 0;
const fresh = () => `room-${(channels += 1)}`;

beforeAll(async () => {
  app = await LiveApp.start();
  people = {
    olive: await app.person('Olive', 'owner'),
    mo: await app.person('Mo', 'moderator'),
    ana: await app.person('Ana'),
    sam: await app.person('Sam'),
    gus: await app.person('Gus', 'guest'),
    zed: await app.person('Zed'),
  };
});
afterAll(() => app.close());

const clients = (...names: (keyof typeof people)[]): Promise<LiveClient[]> =>
  Promise.all(names.map((name) => app.client(people[name])));
const add = (by: LiveClient, channelId: ChannelId, person: Person) =>
  by.append('member.add', { channelId, memberId: person.id });

describe('a message', () => {
  test('reaches the author, both tabs of a member, and nobody outside', async () => {
    const [olive, ana, anaToo, zed] = (await clients('olive', 'ana', 'ana', 'zed')) as [
      LiveClient,
      LiveClient,
      LiveClient,
      LiveClient,
    ];
    const channelId = await olive.createChannel('private', fresh());
    await add(olive, channelId, people.ana);
    await olive.post(channelId, 'hello');
    for (const client of [olive, ana, anaToo]) await until(() => client.bodies(channelId).includes('hello'));
    // Fenced by something that Zed does get.
    const own = await zed.createChannel('private', fresh());
    await zed.post(own, 'fence');
    await until(() => zed.bodies(own).includes('fence'));
    expect(zed.seqs(channelId)).toEqual([]);
    expect(zed.me.flatMap(({ entered }) => entered ?? [])).not.toContain(channelId);
  });

  test('comes in seq order without gaps, several of one turn in one packet, each once', async () => {
    const [olive, ana] = (await clients('olive', 'ana')) as [LiveClient, LiveClient];
    const channelId = await olive.createChannel('public', fresh());
    await ana.append('channel.join', { channelId });
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => (index % 2 ? olive : ana).post(channelId, `m${index}`)),
    );
    await until(() => ana.bodies(channelId).length === 30);
    await until(() => olive.bodies(channelId).length === 30);
    const seqs = ana.seqs(channelId);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => (seqs[0] ?? 0) + index));
    const packets = ana.packets.filter((packet) => packet.channelId === channelId);
    expect(packets.length).toBeLessThan(seqs.length);
  });

  test('is answered and delivered in one go', async () => {
    const [sam] = (await clients('sam')) as [LiveClient];
    const channelId = await sam.createChannel('private', fresh());
    sam.order.length = 0;
    await sam.post(channelId, 'to myself');
    await until(() => sam.bodies(channelId).includes('to myself'));
    expect([...sam.order].toSorted()).toEqual(['ack message.post', 'entries']);
  });
});

describe('coming and going', () => {
  test('somebody added gets their coming and all after it, and nothing before', async () => {
    const [olive, sam] = (await clients('olive', 'sam')) as [LiveClient, LiveClient];
    const channelId = await olive.createChannel('private', fresh());
    const before = await olive.post(channelId, 'before');
    const came = await add(olive, channelId, people.sam);
    await olive.post(channelId, 'after');
    await until(() => sam.bodies(channelId).includes('after'));
    expect(sam.seqs(channelId)[0]).toBe(came);
    expect(came).toBe(before + 1);
    expect(sam.bodies(channelId)).toEqual(['after']);
    expect(sam.me.flatMap(({ entered }) => entered ?? [])).toContain(channelId);
  });

  test('somebody removed in the middle of a flood gets exactly what came before', async () => {
    const [olive, sam, ana] = (await clients('olive', 'sam', 'ana')) as [LiveClient, LiveClient, LiveClient];
    const channelId = await olive.createChannel('private', fresh());
    await add(olive, channelId, people.sam);
    await add(olive, channelId, people.ana);
    const flood = Array.from({ length: 30 }, (_, index) =>
      index === 15
        ? olive.append('member.remove', { channelId, memberId: people.sam.id })
        : olive.post(channelId, `m${index}`),
    );
    const removed = (await Promise.all(flood))[15]!;
    await until(() => ana.bodies(channelId).length === 29);
    await until(() => sam.me.some(({ left }) => left?.includes(channelId)));
    const own = await sam.createChannel('private', fresh());
    await sam.post(own, 'fence');
    await until(() => sam.bodies(own).includes('fence'));
    expect(Math.max(...sam.seqs(channelId))).toBe(removed);
    expect(Math.max(...ana.seqs(channelId))).toBeGreaterThan(removed);
  });

  test('leaving and joining again in one breath leaves no hole and no surplus', async () => {
    const [olive, ana] = (await clients('olive', 'ana')) as [LiveClient, LiveClient];
    const channelId = await olive.createChannel('public', fresh());
    await ana.append('channel.join', { channelId });
    const [left, , joined] = await Promise.all([
      ana.append('channel.leave', { channelId }),
      olive.post(channelId, 'between'),
      ana.append('channel.join', { channelId }),
    ]);
    await olive.post(channelId, 'after');
    await until(() => ana.bodies(channelId).includes('after'));
    const seen = ana.seqs(channelId);
    for (const seq of seen) expect(seq <= left || seq >= joined).toBe(true);
    expect(seen.filter((seq) => seq === joined)).toHaveLength(1);
  });

  test('channels that a member was in before they connected are there from the first packet on', async () => {
    const [olive] = (await clients('olive')) as [LiveClient];
    const channelId = await olive.createChannel('private', fresh());
    await add(olive, channelId, people.zed);
    const [zed] = (await clients('zed')) as [LiveClient];
    await olive.post(channelId, 'you are here');
    await until(() => zed.bodies(channelId).length > 0);
    expect(zed.bodies(channelId)).toEqual(['you are here']);
  });
});

describe('watching', () => {
  test('a public channel without joining it, until one has seen enough', async () => {
    const [olive, ana] = (await clients('olive', 'ana')) as [LiveClient, LiveClient];
    const channelId = await olive.createChannel('public', fresh());
    const { position } = await ana.ask<{ position: { seq: number } }>('channel.watch', { channelId });
    const seq = await olive.post(channelId, 'watched');
    await until(() => ana.bodies(channelId).includes('watched'));
    expect(ana.seqs(channelId)).toEqual(
      Array.from({ length: seq - position.seq }, (_, index) => position.seq + 1 + index),
    );
    await ana.ask('channel.unwatch', { channelId });
    await olive.post(channelId, 'unwatched');
    const own = await ana.createChannel('private', fresh());
    await until(() => ana.seqs(own).length > 0);
    expect(ana.bodies(channelId)).toEqual(['watched']);
  });

  test('no private channel, for no guest, and no more than twenty', async () => {
    const [olive, ana, gus] = (await clients('olive', 'ana', 'gus')) as [LiveClient, LiveClient, LiveClient];
    const secret = await olive.createChannel('private', fresh());
    const open = await olive.createChannel('public', fresh());
    await expect(ana.ask('channel.watch', { channelId: secret })).rejects.toThrow('not_found');
    await expect(gus.ask('channel.watch', { channelId: open })).rejects.toThrow('not_found');
    for (let index = 0; index < 20; index++) {
      await ana.ask('channel.watch', { channelId: await olive.createChannel('public', fresh()) });
    }
    await expect(ana.ask('channel.watch', { channelId: open })).rejects.toThrow('limit_reached');
  });

  test('joining what one watches brings nothing twice', async () => {
    const [olive, sam] = (await clients('olive', 'sam')) as [LiveClient, LiveClient];
    const channelId = await olive.createChannel('public', fresh());
    await sam.ask('channel.watch', { channelId });
    await sam.append('channel.join', { channelId });
    await olive.post(channelId, 'once');
    await until(() => sam.bodies(channelId).includes('once'));
    expect(new Set(sam.seqs(channelId)).size).toBe(sam.seqs(channelId).length);
  });
});

describe('presence and typing', () => {
  test('typing reaches the others in the channel, not oneself and nobody else', async () => {
    const [olive, ana, zed] = (await clients('olive', 'ana', 'zed')) as [LiveClient, LiveClient, LiveClient];
    const channelId = await olive.createChannel('private', fresh());
    await add(olive, channelId, people.ana);
    await ana.ask('typing.set', { channelId, rootSeq: null });
    const typingIn = (client: LiveClient) =>
      client.live.flatMap(({ typing }) => typing ?? []).filter((one) => one.channelId === channelId);
    await until(() => typingIn(olive).length > 0);
    expect(typingIn(olive)).toEqual([{ channelId, rootSeq: null, memberId: people.ana.id }]);
    expect(typingIn(ana)).toEqual([]);
    expect(typingIn(zed)).toEqual([]);
    await expect(zed.ask('typing.set', { channelId, rootSeq: null })).rejects.toThrow('not_found');
  });

  test('a guest hears of people in their channel only', async () => {
    const [olive, gus] = (await clients('olive', 'gus')) as [LiveClient, LiveClient];
    const channelId = await olive.createChannel('private', fresh());
    await add(olive, channelId, people.gus);
    const mate = await app.person('Mate');
    const stranger = await app.person('Stranger');
    await add(olive, channelId, mate);
    await app.client(stranger);
    await app.client(mate);
    const heardOf = () => gus.live.flatMap(({ presence }) => presence ?? []).map(({ memberId }) => memberId);
    await until(() => heardOf().includes(mate.id));
    expect(heardOf()).not.toContain(stranger.id);
    const { presence } = await gus.ask<{ presence: unknown[] }>('presence.get', {
      memberIds: [mate.id, stranger.id],
    });
    expect(presence).toEqual([{ memberId: mate.id, state: 'online', dnd: false }]);
  });

  test('whoever wants to be left alone is shown so at once, and no longer when that is over', async () => {
    const [olive, ana] = (await clients('olive', 'ana')) as [LiveClient, LiveClient];
    const channelId = await olive.createChannel('private', fresh());
    await add(olive, channelId, people.ana);
    const shown = () =>
      ana.live
        .flatMap(({ presence }) => presence ?? [])
        .findLast(({ memberId }) => memberId === people.olive.id)?.dnd;
    // Not by token: one's account is for sessions alone.
    const setDnd = async (dndUntil: number | null) => {
      const proof = { kind: 'session', sessionId: 'one', expiresAt: Number.MAX_SAFE_INTEGER } as const;
      const who = { memberId: people.olive.id, role: 'owner', companyId: null, deactivated: false } as const;
      const origin = { transport: 'server', caller: { ...who, proof, address: '' }, requestId: 'x' } as const;
      expect(await app.app.dispatch('profile.set_dnd', { until: dndUntil }, origin)).toMatchObject({
        ok: true,
      });
    };
    await setDnd(Date.now() + 3_600_000);
    await until(() => shown() === true);
    await setDnd(null);
    await until(() => shown() === false);
  });

  test('away at one of two devices is online', async () => {
    const walker = await app.person('Walker');
    const [one, two, olive] = [
      await app.client(walker),
      await app.client(walker),
      await app.client(people.olive),
    ];
    const stateNow = async () =>
      (await olive.ask<{ presence: { state: string }[] }>('presence.get', { memberIds: [walker.id] }))
        .presence[0]?.state;
    await one.ask('presence.set', { state: 'away' });
    expect(await stateNow()).toBe('online');
    await two.ask('presence.set', { state: 'away' });
    expect(await stateNow()).toBe('away');
  });
});

describe('the end', () => {
  test('a member who is deactivated is out at once, everybody else stays', async () => {
    const leaver = await app.person('Leaver');
    const [one, two, olive] = [
      await app.client(leaver),
      await app.client(leaver),
      await app.client(people.olive),
    ];
    await olive.ask('people.deactivate', { memberId: leaver.id });
    for (const client of [one, two]) await until(() => client.socket.disconnected);
    expect(one.byes).toEqual([{ why: 'revoked', retryAfterMs: 0 }]);
    expect(olive.socket.connected).toBe(true);
    await expect(app.client(leaver)).rejects.toThrow(/deactivated|unauthenticated/);
  });
});
