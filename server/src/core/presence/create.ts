import type { LivePacket, Member, MemberId, Presence } from '@atrium/shared';
import type { ChannelFeed } from '../delivery/channel-feed.ts';
import type { Encode } from '../delivery/reader.ts';
import type { Delivery } from '../delivery.ts';
import type { PresenceBoard } from '../presence.ts';
import { createActivity, type PresenceState } from './activity.ts';
import { createFanOut } from './fan-out.ts';
import { createTypingBoard, typingTickMs } from './typing.ts';

/** What other nodes know, where there are some. */
export interface PresenceRelay {
  /** People whose state on this node changed. */
  changed(states: ReadonlyMap<MemberId, PresenceState>): void;
  typing(packet: NonNullable<LivePacket['typing']>[number]): void;
  /** The best of what other nodes say. */
  others(memberId: MemberId): PresenceState;
  ask(memberIds: readonly MemberId[]): Promise<void>;
}

export interface LocalPresence extends PresenceBoard {
  /** Somebody's state changed on another node. */
  heardOf(memberIds: readonly MemberId[]): void;
  heardTyping(typing: NonNullable<LivePacket['typing']>[number]): void;
  /** A profile changed: those who share a channel with its member are told. */
  memberChanged(member: Member): void;
  setRelay(relay: PresenceRelay): void;
  here(): Iterable<MemberId>;
  /** On this node alone. */
  stateHere(memberId: MemberId): PresenceState;
  close(): void;
}

export interface PresenceOptions {
  delivery: Pick<Delivery, 'feed' | 'feeds'>;
  encode: Encode;
  clock: () => number;
  /** Until when these members, or all who do not want to be now, are not to be disturbed; absent: not. */
  dndOf: (memberIds: readonly MemberId[] | 'all') => Promise<Map<MemberId, number>>;
  failed: (error: unknown) => void;
}

/**
 * How many writes a second this may take. A storm of arrivals, in which everybody would be told of everybody, is spread over
 * the time that it needs, a packet about some of them at a time; what changes meanwhile is said once.
 */
const writesPerSecond = 20_000;
const aboutMax = 200;
/** So many "X is now Y" cost about as much as the write that takes them. */
const statesPerWrite = 64;
const presenceTicks = 5;

const rank: Record<PresenceState, number> = { offline: 0, away: 1, online: 2 };

/** @see {@link PresenceBoard} */
export function createPresenceBoard(options: PresenceOptions): LocalPresence {
  const { delivery, encode, clock, dndOf, failed } = options;
  const dirty = new Set<MemberId>();
  const moved = new Set<MemberId>();
  const members = new Map<MemberId, Member>();
  /** Whoever is shown that mark by this node is in here: when its time is over, they are told so. */
  const dndUntil = new Map<MemberId, number>();
  let nextDndEnd = Number.POSITIVE_INFINITY;
  let relay: PresenceRelay | null = null;
  let quietUntil = 0;
  let ticks = 0;

  const activity = createActivity((memberId) => {
    dirty.add(memberId);
    moved.add(memberId);
  });
  const feeds = (): Iterable<ChannelFeed> => delivery.feeds();
  const fanOut = createFanOut({ feeds, encode });
  const typing = createTypingBoard({ feed: delivery.feed, encode });

  const stateOf = (memberId: MemberId): PresenceState => {
    const here = activity.of(memberId);
    const there = relay?.others(memberId) ?? 'offline';
    return rank[there] > rank[here] ? there : here;
  };
  const presenceOf = (memberId: MemberId): Presence => ({
    memberId,
    state: stateOf(memberId),
    dnd: (dndUntil.get(memberId) ?? 0) > clock(),
  });

  const tellPresence = (now: number) => {
    if (dirty.size === 0 || now < quietUntil) return;
    const about = [...dirty].slice(0, aboutMax);
    for (const memberId of about) dirty.delete(memberId);
    const { people, told } = fanOut.send(about, (ids) => ({ presence: ids.map(presenceOf) }));
    quietUntil = now + ((people + told / statesPerWrite) / writesPerSecond) * 1_000;
  };

  const tellMembers = () => {
    if (members.size === 0) return;
    const changed = new Map(members);
    members.clear();
    fanOut.send([...changed.keys()], (ids) => ({ members: ids.flatMap((id) => changed.get(id) ?? []) }));
  };

  const endDnd = (now: number) => {
    if (now < nextDndEnd) return;
    nextDndEnd = Number.POSITIVE_INFINITY;
    for (const [memberId, until] of dndUntil) {
      if (until > now) {
        nextDndEnd = Math.min(nextDndEnd, until);
        continue;
      }
      dndUntil.delete(memberId);
      dirty.add(memberId);
    }
  };

  const tick = () => {
    const now = clock();
    typing.tick(now);
    tellMembers();
    ticks += 1;
    if (ticks % presenceTicks !== 0) return;
    activity.expire(now);
    endDnd(now);
    if (moved.size > 0) {
      relay?.changed(new Map([...moved].map((memberId) => [memberId, activity.of(memberId)])));
      moved.clear();
    }
    tellPresence(now);
  };
  const timer = setInterval(() => {
    try {
      tick();
    } catch (error) {
      failed(error);
    }
  }, typingTickMs);
  timer.unref();

  const rememberDnd = (found: ReadonlyMap<MemberId, number>, asked: Iterable<MemberId>) => {
    for (const memberId of asked) {
      const until = found.get(memberId);
      if (until === undefined || until <= clock()) dndUntil.delete(memberId);
      else {
        dndUntil.set(memberId, until);
        nextDndEnd = Math.min(nextDndEnd, until);
      }
    }
  };
  // Else somebody who comes online would be shown without the mark to people who have not asked about them yet.
  dndOf('all').then((found) => rememberDnd(found, found.keys()), failed);

  return {
    connected: (memberId, connectionId) => activity.set(memberId, connectionId, 'online'),
    disconnected: (memberId, connectionId) => activity.gone(memberId, connectionId, clock()),
    set: (memberId, connectionId, state) => activity.set(memberId, connectionId, state),
    get: async (memberIds) => {
      const [found] = await Promise.all([dndOf(memberIds), relay?.ask(memberIds)]);
      rememberDnd(found, memberIds);
      return memberIds.map(presenceOf);
    },
    stateOf,
    setDnd: (memberId, until) => {
      rememberDnd(until === null ? new Map() : new Map([[memberId, until]]), [memberId]);
      dirty.add(memberId);
      moved.add(memberId);
    },
    typing: (channelId, rootSeq, memberId) => {
      if (typing.add(channelId, rootSeq, memberId, clock())) relay?.typing({ channelId, rootSeq, memberId });
    },
    heardOf: (memberIds) => {
      for (const memberId of memberIds) dirty.add(memberId);
    },
    heardTyping: ({ channelId, rootSeq, memberId }) => void typing.add(channelId, rootSeq, memberId, clock()),
    memberChanged: (member) => void members.set(member.id, member),
    here: () => activity.members(),
    stateHere: activity.of,
    setRelay: (next) => {
      relay = next;
    },
    close: () => clearInterval(timer),
  };
}
