/**
 * Hands the entries of a turn, encoded once, to the connections of a channel on this node, in seq order from this node's
 * own cursor. What the bus says is not looked at here: entries come from the journal, in its order.
 * Without this order somebody could be sent what was said after they were removed.
 */
import {
  AtriumError,
  canRead,
  type ChannelId,
  type EntriesPacket,
  limits,
  type MemberId,
  type Position,
  workspaceScopes,
} from '@atrium/shared';
import type { Log } from '../log.ts';
import { ChannelFeed } from './delivery/channel-feed.ts';
import type { Encode, MemberReaders, Reader } from './delivery/reader.ts';
import type { Registry } from './delivery/registry.ts';
import { createSender } from './delivery/send.ts';
import type { Turn } from './delivery/turn.ts';
import { standingsChanged } from './delivery/audience.ts';
import type { Journal, Journals } from './journal/types.ts';

export interface Delivery {
  /** Subscribes a connection to all channels of its member. Rejects when they cannot be known. */
  attach(reader: Reader): Promise<void>;
  detach(reader: Reader): void;
  /** Entries of a public channel that the member has not joined, but may read. @throws {AtriumError} `limit_reached` */
  watch(reader: Reader, journal: Journal): Position;
  unwatch(reader: Reader, channelId: ChannelId): void;
  /** Subscribes a connected member to a channel that they may have come into on another node. */
  lookInto(memberId: MemberId, channelId: ChannelId): Promise<void>;
  /** Reads again which channels a connected member is in: a hint may have been lost. */
  reload(memberId: MemberId): Promise<void>;
  /** Tells a connection how far its channels are, so that it fetches what it was not sent. */
  sendHeads(reader: Reader): void;
  /** To be called when what a member may do in the workspace changed: drops what they may not watch any more. */
  recheck(memberId: MemberId, now: number): void;
  /** While the node cannot ask whether rights still hold, nothing is sent to guests. */
  setBlind(blind: boolean): void;
  feed(channelId: ChannelId): ChannelFeed | undefined;
  feeds(): Iterable<ChannelFeed>;
}

export interface DeliveryOptions {
  journals: Journals;
  registry: Registry;
  /** Which channels a member is in: a hint of where to look, the journals decide. */
  channelIdsOf: (memberId: MemberId) => Promise<ChannelId[]>;
  turn: Turn;
  encode: Encode;
  log: Log;
}

/** What one packet's writes may take and still be waited for; under the lower bound waiting costs more than it saves. */
const holdMsMax = 20;
const holdMsMin = 1;
/** Of that time, from the packet's beginning. */
const holdFactor = 2;

/** @see {@link Delivery} */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { journals, registry, channelIdsOf, turn, encode, log } = options;
  const feeds = new Map<ChannelId, ChannelFeed>();
  let blind = false;

  const mayReceive = (reader: Reader): boolean =>
    !blind || workspaceScopes(reader.actor().role).has('channel.browse');

  const open = (journal: Journal, cursor: number): ChannelFeed => {
    const known = feeds.get(journal.channelId);
    if (known) return known;
    const feed = new ChannelFeed(journal, cursor, mayReceive);
    feeds.set(journal.channelId, feed);
    journals.retain(journal.channelId);
    return feed;
  };

  const closeIfEmpty = (feed: ChannelFeed) => {
    if (!feed.isEmpty || feed.pending.length > 0 || feeds.get(feed.channelId) !== feed) return;
    feeds.delete(feed.channelId);
    journals.release(feed.channelId);
  };

  const send = createSender({ registry, encode, mayReceive, log, sent: closeIfEmpty });

  const sendSoon = (feed: ChannelFeed) => {
    const { whole, limited } = feed.readers();
    // A large channel in which much is said: for as long again as it took to write what was last said, what is said now
    // waits, and goes out with what comes meanwhile. Writes that would fill half of the time are shared then; fewer never
    // wait.
    const holdMs = Math.min(holdMsMax, (whole.length + limited.length) * turn.msPerWrite);
    const waitMs = feed.sentAt + holdFactor * holdMs - performance.now();
    const collect = () => turn.collect(() => send(feed));
    if (holdMs < holdMsMin || waitMs <= 0) collect();
    else setTimeout(collect, waitMs);
  };

  journals.onEntries((journal: Journal, packet: EntriesPacket) => {
    const first = packet.entries[0];
    if (first === undefined) return;
    let feed = feeds.get(journal.channelId);
    // Nobody here was in it; somebody may come in with one of these.
    const concerns = feed !== undefined || standingsChanged(packet.entries).some((id) => registry.of(id));
    if (!concerns) return;
    feed ??= open(journal, first.seq - 1);
    feed.pending.push(packet);
    if (feed.pending.length === 1) sendSoon(feed);
  });

  const enter = (feed: ChannelFeed, member: MemberReaders) => {
    const standing = feed.journal.standing(member.memberId);
    if (standing && member.readers.length > 0) feed.enter(member, standing.visibleFrom);
    closeIfEmpty(feed);
  };

  /** At the end of the turn, so that what was taken in before this goes to those who were there. */
  const join = async (member: MemberReaders, channelId: ChannelId): Promise<void> => {
    const journal = await journals.open(channelId);
    if (!journal?.standing(member.memberId)) return;
    const feed = open(journal, journal.state.seq);
    if (feed.pending.length === 0) return enter(feed, member);
    await new Promise<void>((resolve) => {
      turn.collect(() => {
        enter(feed, member);
        resolve();
      });
    });
  };

  const load = async (member: MemberReaders): Promise<void> => {
    const channelIds = await channelIdsOf(member.memberId);
    await Promise.all(channelIds.map((channelId) => join(member, channelId)));
  };

  const positionOf = ({ journal: { channelId, state } }: ChannelFeed) => ({
    channelId,
    epoch: state.epoch,
    seq: state.seq,
  });

  return {
    attach: async (reader) => {
      const member = registry.add(reader);
      for (const feed of member.feeds) feed.changed();
      member.loaded ??= load(member);
      try {
        await member.loaded;
      } catch (cause) {
        member.loaded = null;
        throw new AtriumError('retry_later', { cause });
      }
    },
    detach: (reader) => {
      const member = registry.remove(reader);
      for (const feed of reader.watched) {
        feed.unwatch(reader);
        closeIfEmpty(feed);
      }
      for (const feed of member?.feeds ?? []) {
        if (member?.readers.length === 0) feed.leave(member.memberId);
        else feed.changed();
        closeIfEmpty(feed);
      }
    },
    watch: (reader, journal) => {
      const feed = open(journal, journal.state.seq);
      const isMember = feed.members.has(reader.memberId);
      if (!isMember && !feed.watchers.has(reader)) {
        if (reader.watched.length >= limits.watchedChannelsPerSocket) {
          closeIfEmpty(feed);
          throw new AtriumError('limit_reached');
        }
        feed.watch(reader);
      }
      return { epoch: journal.state.epoch, seq: journal.state.seq };
    },
    unwatch: (reader, channelId) => {
      const feed = feeds.get(channelId);
      if (!feed) return;
      feed.unwatch(reader);
      closeIfEmpty(feed);
    },
    lookInto: async (memberId, channelId) => {
      const member = registry.of(memberId);
      if (member) await join(member, channelId);
    },
    reload: async (memberId) => {
      const member = registry.of(memberId);
      if (member) await load(member);
    },
    sendHeads: (reader) => {
      const joined = registry.of(reader.memberId)?.feeds ?? [];
      const heads = [...joined, ...reader.watched]
        .filter(({ channelId }) => reader.onlyChannels === null || reader.onlyChannels.has(channelId))
        .map(positionOf);
      reader.push(encode('heads', { heads }));
    },
    recheck: (memberId, now) => {
      for (const reader of registry.of(memberId)?.readers ?? []) {
        const actor = reader.actor();
        for (const feed of reader.watched) {
          const place = { channel: feed.journal.state.channel, standing: null, now };
          if (canRead(actor, place).ok) continue;
          feed.unwatch(reader);
          closeIfEmpty(feed);
        }
      }
    },
    setBlind: (now) => {
      if (blind === now) return;
      blind = now;
      log.warn(
        { blind },
        blind ? 'rights cannot be asked about: guests are sent nothing' : 'rights are known again',
      );
      for (const feed of feeds.values()) feed.changed();
      if (!blind) for (const reader of registry.readers()) reader.missed();
    },
    feed: (channelId) => feeds.get(channelId),
    feeds: () => feeds.values(),
  };
}
