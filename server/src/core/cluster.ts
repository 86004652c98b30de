/**
 * What makes several nodes one server: they tell each other what they did (bus), and find out from the database what they
 * were not told (heads, revs). Runs wherever the database is not this process's own: without Redis, too.
 */
import type { EntriesPacket, MemberId, MePacket } from '@atrium/shared';
import type { Redis } from 'ioredis';
import { Counter } from 'prom-client';
import type { Config } from '../config.ts';
import type { Database } from '../db/connect.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { createRedisBus } from './bus/redis-bus.ts';
import { createFeedIndexes, createFeedRevs } from './cluster/feed-revs.ts';
import { createHeadsCheck } from './cluster/heads.ts';
import { createHints } from './cluster/hints.ts';
import { createPulse } from './cluster/pulse.ts';
import { createClusterPresence, presenceRefreshMs } from './cluster/presence-relay.ts';
import type { Directory } from './directory.ts';
import type { Journal, Journals } from './journal/types.ts';
import type { Live } from './live.ts';

export interface Cluster {
  /** Before a member's first connection here loads anything. */
  begin(memberId: MemberId): Promise<void>;
  /** Rights could not be asked about for too long. */
  isBlind(): boolean;
  close(): Promise<void>;
}

export interface ClusterOptions {
  config: Pick<Config, 'REDIS_URL'>;
  db: Database;
  /** Shared by all nodes. */
  key: Buffer;
  redis: Redis | null;
  live: Live;
  journals: Journals;
  directory: Pick<Directory, 'get' | 'forget'>;
  /** Looks at a member's sessions again. */
  recheck: (memberId: MemberId) => Promise<void>;
  clock: () => number;
  log: Log;
  metrics: Metrics;
}

export const headsEveryMs = 5_000;
export const revsEveryMs = 4_000;
/** How long a revocation may go unnoticed before nothing is sent to guests and no command taken. */
export const blindAfterMs = 15_000;

/** One node with its own database needs none of this. */
export const alone: Cluster = {
  begin: async () => undefined,
  isBlind: () => false,
  close: async () => undefined,
};

export async function createCluster(options: ClusterOptions): Promise<Cluster> {
  const { config, db, key, redis, live, journals, directory, recheck, clock, log, metrics } = options;
  const { registry, feed, delivery, presence, turn } = live;
  const name = db.connection.name;
  const warn = (what: string) => (err: unknown) => log.warn({ err }, what);
  await createFeedIndexes(db);

  const bus =
    config.REDIS_URL === undefined
      ? null
      : await createRedisBus({ url: config.REDIS_URL, name, key, turn, log, metrics });
  const heads = createHeadsCheck({ journals, db });
  const count = new Counter({
    name: 'atrium_hints_total',
    help: 'How news of channels that other nodes told of came in: taken as told, or asked for',
    labelNames: ['how'],
    registers: [metrics.registry],
  });
  const hints = createHints({
    ...{ journals, turn, clock, count: (how) => count.inc({ how }) },
    failed: warn('a channel could not be looked at'),
  });
  const revs = createFeedRevs({
    ...{ db, bus, registry, deliver: feed.deliver, entered: delivery.lookInto },
    missed: delivery.reload,
    recheck: (memberId) =>
      void recheck(memberId).catch(warn('the sessions of a member could not be looked at')),
    failed: warn('other nodes could not be told what is a member’s own'),
  });

  journals.onEntries((journal: Journal, packet: EntriesPacket) => {
    const { seq } = packet.entries.at(-1) ?? { seq: 0 };
    if (seq === 0 || seq > journal.ownSeq) return;
    if (!bus) return;
    const { channelId, epoch } = packet;
    const rows = journal.tellable(packet);
    bus.tell(channelId, { kind: 'head', channelId, epoch, seq, ...(rows && { rows }) });
  });
  feed.setRelay({
    packet: revs.changed,
    member: ({ id }) => bus?.tell(null, { kind: 'member', memberId: id }),
    end: (memberId, sessionId) => {
      revs.ended(memberId);
      bus?.tell(null, { kind: 'end', memberId, ...(sessionId === undefined ? {} : { sessionId }) });
    },
  });
  const others =
    bus && redis
      ? createClusterPresence({
          redis,
          bus,
          name,
          ...presenceHere(live),
          failed: warn('presence is not shared'),
        })
      : null;
  if (others) presence.setRelay(others);

  const memberChanged = async (memberId: MemberId) => {
    directory.forget(memberId);
    const member = await directory.get(memberId);
    if (member) feed.memberChanged(member);
    // Whether they want to be left alone stands in the same row.
    await presence.get([memberId]);
    presence.heardOf([memberId]);
  };
  bus?.onMessage((message, from) => {
    switch (message.kind) {
      case 'head':
        return hints.heard(message.channelId, message.epoch, message.seq, message.rows);
      case 'own':
        return revs.heard(message.memberId, message.rev, message.packet as MePacket[]);
      case 'member':
        return void memberChanged(message.memberId).catch(warn('a changed profile could not be read'));
      case 'end':
        return feed.end(message.memberId, message.sessionId);
      case 'presence':
        return others?.heard(from, message.states);
      case 'typing':
        return presence.heardTyping(message);
      case 'probe':
        return undefined;
    }
  });

  const pulse = createPulse({
    clock,
    failed: warn('the database could not be asked what is new'),
    blindAfterMs,
    blind: delivery.setBlind,
    beats: [
      { everyMs: headsEveryMs, run: heads.run },
      { everyMs: revsEveryMs, run: revs.poll },
    ],
  });
  // Whoever was deaf for a while does not know what was said.
  bus?.onReconnect(
    () => void Promise.all([heads.run(), revs.poll()]).catch(warn('what was missed could not be asked for')),
  );
  const presenceTimer = setInterval(() => {
    others?.refresh(clock()).catch(() => undefined);
  }, presenceRefreshMs);
  presenceTimer.unref();
  others?.refresh(clock()).catch(() => undefined);

  return {
    begin: revs.begin,
    isBlind: pulse.isBlind,
    close: async () => {
      clearInterval(presenceTimer);
      pulse.close();
      await others?.leave().catch(() => undefined);
      await bus?.close();
    },
  };
}

function presenceHere({ presence }: Live) {
  return {
    here: () =>
      new Map([...presence.here()].map((memberId) => [memberId, presence.stateHere(memberId)] as const)),
    changed: (memberIds: readonly MemberId[]) => presence.heardOf(memberIds),
  };
}
