/** What a device makes of live entries by itself is what a fresh load says: follows, marks, activity, badges. */
import { type ChannelId, newId } from '@atrium/shared';
import { expect, test, vi } from 'vitest';
import { Random } from '../random.ts';
import { headlessEnvironment } from '../../client/src/state/headless-environment.ts';
import { memoryStorage } from '../../client/src/state/storage.ts';
import { Workspace } from '../../client/src/state/workspace.ts';
import { atrium, channelOf, enter, withDevices, within } from './client-devices.ts';
import type { Name } from './fixture.ts';

withDevices();

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

const steps = Number(process.env['STEPS'] ?? 60);
const seed = Number(process.env['SEED'] ?? 1);

test(
  `two people with two devices each: what is live equals what a fresh load says (SEED=${seed})`,
  { timeout: 600_000 },
  async () => {
    const random = new Random(seed);
    const { channel } = await channelOf('ana', 'olive');
    const other = (await channelOf('ana', 'olive')).channel;
    const cast = ['ana', 'olive'] as const;
    const devices = {
      ana: [await enter('ana'), await enter('ana')],
      olive: [await enter('olive'), await enter('olive')],
    };
    const place = () => (random.chance(0.8) ? channel.id : other.id);
    const messages = (channelId: ChannelId) =>
      [...devices.ana[0]!.workspace.book.get(channelId)!.journal.messages.values()].filter(
        ({ deletedAt }) => deletedAt === null,
      );
    const recent = <Item>(items: readonly Item[]): Item | undefined => random.pickIfAny(items.slice(-10));
    const body = () => {
      const names = cast.filter(() => random.chance(0.25)).map((name) => `<@${atrium.people[name].id}>`);
      return ['the tide turns', ...names].join(' ');
    };
    for (let step = 1; step <= steps; step += 1) {
      const name = random.pick(cast);
      const person = atrium.people[name];
      const channelId = place();
      const on = { channelId, clientId: newId() };
      const target = recent(messages(channelId));
      const root = recent(messages(channelId).filter(({ rootSeq }) => rootSeq === null));
      const own = recent(messages(channelId).filter(({ authorId }) => authorId === person.id));
      const act = random.below(100);
      if (act < 20 || !root || !target) await person.call('message.post', { ...on, body: body() });
      else if (act < 55) await person.call('message.post', { ...on, body: body(), rootSeq: root.seq });
      else if (act < 62 && own) await person.call('message.edit', { ...on, seq: own.seq, body: body() });
      else if (act < 67 && own) await person.call('message.delete', { ...on, seq: own.seq });
      else if (act < 74) {
        const command = random.chance(0.4) ? 'thread.follow' : 'thread.unfollow';
        await person.call(command, { channelId, rootSeq: root.seq });
      } else if (act < 80) {
        const command = random.chance(0.5) ? 'thread.mute' : 'thread.unmute';
        await atrium.people.mo.call(command, { ...on, rootSeq: root.seq });
      } else if (act < 92) {
        const rootSeq = target.rootSeq;
        await person.call('read.mark', { channelId, rootSeq, seq: target.seq });
      } else if (act < 97)
        await person.call('read.mark_unread', { channelId, rootSeq: target.rootSeq, seq: target.seq });
      else if (act < 98) await person.call('activity.mark_read', { upTo: Date.now() });
      else {
        const index = random.below(2);
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
