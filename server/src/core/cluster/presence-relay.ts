/**
 * Who is connected to the other nodes. Each node keeps one hash in Redis, and its name in a list with a time after which it
 * counts as gone; the others read both now and then, and hear of changes in between. A node that dies takes its people with
 * it when its time is over.
 */
import type { MemberId } from '@atrium/shared';
import type { Redis } from 'ioredis';
import type { PresenceState } from '../presence/activity.ts';
import type { Bus } from '../bus.ts';
import type { PresenceRelay } from '../presence/create.ts';

export interface ClusterPresence extends PresenceRelay {
  heard(from: string, states: readonly { memberId: MemberId; state: PresenceState }[]): void;
  /** Says that this node is still there, and reads who else is. */
  refresh(now: number): Promise<void>;
  leave(): Promise<void>;
}

export interface ClusterPresenceOptions {
  redis: Redis;
  bus: Pick<Bus, 'tell' | 'nodeId'>;
  name: string;
  /** Everybody on this node. */
  here: () => Map<MemberId, PresenceState>;
  changed: (memberIds: readonly MemberId[]) => void;
  failed: (error: unknown) => void;
}

export const presenceRefreshMs = 15_000;
const lifeMs = 50_000;
const statesPerMessage = 1_000;
const rank: Record<PresenceState, number> = { offline: 0, away: 1, online: 2 };

export function createClusterPresence(options: ClusterPresenceOptions): ClusterPresence {
  const { redis, bus, name, here, changed, failed } = options;
  const nodesKey = `atrium:${name}:nodes`;
  const hashKey = (nodeId: string) => `atrium:${name}:presence:${nodeId}`;
  const nodes = new Map<string, Map<MemberId, PresenceState>>();
  let readAt = 0;

  const others = (memberId: MemberId): PresenceState => {
    let best: PresenceState = 'offline';
    for (const people of nodes.values()) {
      const state = people.get(memberId) ?? 'offline';
      if (rank[state] > rank[best]) best = state;
    }
    return best;
  };

  /** What a node says of itself now replaces what it said before. */
  const replace = (nodeId: string, people: Map<MemberId, PresenceState>) => {
    const before = nodes.get(nodeId) ?? new Map<MemberId, PresenceState>();
    const concerned = new Set([...before.keys(), ...people.keys()]);
    nodes.set(nodeId, people);
    changed([...concerned].filter((memberId) => before.get(memberId) !== people.get(memberId)));
  };

  const forget = (nodeId: string) => {
    const people = [...(nodes.get(nodeId)?.keys() ?? [])];
    nodes.delete(nodeId);
    changed(people);
  };

  const write = async (states: ReadonlyMap<MemberId, PresenceState>) => {
    const pipeline = redis.pipeline();
    for (const [memberId, state] of states) {
      if (state === 'offline') pipeline.hdel(hashKey(bus.nodeId), memberId);
      else pipeline.hset(hashKey(bus.nodeId), memberId, state);
    }
    pipeline.pexpire(hashKey(bus.nodeId), lifeMs);
    await pipeline.exec();
  };

  return {
    others,
    ask: async () => undefined,
    changed: (states) => {
      const all = [...states].map(([memberId, state]) => ({ memberId, state }));
      for (let from = 0; from < all.length; from += statesPerMessage) {
        bus.tell(null, { kind: 'presence', states: all.slice(from, from + statesPerMessage) });
      }
      write(states).catch(failed);
    },
    typing: (typing) => bus.tell(typing.channelId, { kind: 'typing', ...typing }),
    heard: (from, states) => {
      const people = nodes.get(from) ?? new Map<MemberId, PresenceState>();
      nodes.set(from, people);
      for (const { memberId, state } of states) {
        if (state === 'offline') people.delete(memberId);
        else people.set(memberId, state);
      }
      changed(states.map(({ memberId }) => memberId));
    },
    refresh: async (now) => {
      // Not heard of for so long: whoever was there may be anywhere.
      if (readAt > 0 && now - readAt > lifeMs) for (const nodeId of nodes.keys()) forget(nodeId);
      await redis.zadd(nodesKey, now + lifeMs, bus.nodeId);
      await redis.zremrangebyscore(nodesKey, '-inf', String(now));
      await write(here());
      const living = (await redis.zrange(nodesKey, '0', '-1')).filter((nodeId) => nodeId !== bus.nodeId);
      for (const nodeId of nodes.keys()) if (!living.includes(nodeId)) forget(nodeId);
      for (const nodeId of living) {
        const people = Object.entries(await redis.hgetall(hashKey(nodeId)));
        replace(nodeId, new Map(people.filter(isPresence)));
      }
      readAt = now;
    },
    leave: async () => {
      await redis.zrem(nodesKey, bus.nodeId);
      await redis.del(hashKey(bus.nodeId));
    },
  };
}

function isPresence(entry: [string, string]): entry is [MemberId, PresenceState] {
  return entry[1] === 'online' || entry[1] === 'away';
}
