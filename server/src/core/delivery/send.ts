/** What waits in a channel's feed becomes frames: one for nearly everybody, others for those who see less of it. */
import type { EntriesPacket, MemberId, MePacket, Seq } from '@atrium/shared';
import type { Log } from '../../log.ts';
import { seenBy } from '../journal/seen-by.ts';
import {
  crossings,
  cutOut,
  mergePackets,
  reachesBackTo,
  standingsChanged,
  stretchesInside,
} from './audience.ts';
import type { ChannelFeed } from './channel-feed.ts';
import type { Encode, Frame, Reader } from './reader.ts';
import type { Registry } from './registry.ts';

export interface SenderOptions {
  registry: Registry;
  encode: Encode;
  mayReceive: (reader: Reader) => boolean;
  log: Log;
  /** The feed has nothing pending any more. */
  sent: (feed: ChannelFeed) => void;
}

export type Sender = (feed: ChannelFeed) => void;

export function createSender(options: SenderOptions): Sender {
  return (feed) => {
    const packet = takePending(feed, options.log);
    if (packet) {
      const people = new Set(standingsChanged(packet.entries));
      if (people.size > 0) sendToThoseWhoCross(options, feed, packet, people);
      else sendToAll(options, feed, packet);
      feed.cursor = packet.entries.at(-1)?.seq ?? feed.cursor;
      feed.sentAt = performance.now();
    }
    options.sent(feed);
  };
}

/** All that is new, as one packet. A hole cannot be sent over: those who would see it are told to fetch. */
function takePending(feed: ChannelFeed, log: Log): EntriesPacket | null {
  const merged = mergePackets(feed.pending);
  feed.pending = [];
  if (!merged) return null;
  const entries = merged.entries.filter(({ seq }) => seq > feed.cursor);
  const [first] = entries;
  if (first === undefined) return null;
  if (first.seq !== feed.cursor + 1) {
    const { channelId, cursor } = feed;
    log.error({ channelId, cursor, seq: first.seq }, 'a hole in what the journal handed out');
    feed.cursor = entries.at(-1)?.seq ?? cursor;
    for (const reader of feed.readers().whole) reader.missed();
    for (const { reader } of feed.readers().limited) reader.missed();
    return null;
  }
  return entries.length === merged.entries.length ? merged : { ...merged, entries };
}

/** The path of nearly every packet: nobody's place in the channel changed. */
function sendToAll({ encode }: SenderOptions, feed: ChannelFeed, packet: EntriesPacket): void {
  const { whole, limited } = feed.readers();
  const frame = encode('entries', packet);
  for (const reader of whole) reader.pushEntries(frame);
  if (limited.length === 0) return;
  const seen = framesByBeginning(encode, packet, frame);
  for (const { reader, visibleFrom } of limited) reader.pushEntries(seen(visibleFrom));
}

/** The frame for a reader whose history begins at a seq; made once for each beginning. */
function framesByBeginning(encode: Encode, packet: EntriesPacket, whole: Frame): (visibleFrom: Seq) => Frame {
  const lowest = reachesBackTo(packet);
  const made = new Map<Seq, Frame>();
  return (visibleFrom) => {
    if (visibleFrom <= lowest) return whole;
    const known = made.get(visibleFrom);
    if (known) return known;
    const frame = encode('entries', seenBy(packet, { visibleFrom }));
    made.set(visibleFrom, frame);
    return frame;
  };
}

/** Somebody came, went, or is something else now: they get their own stretches, all others the packet as always. */
function sendToThoseWhoCross(
  options: SenderOptions,
  feed: ChannelFeed,
  packet: EntriesPacket,
  people: ReadonlySet<MemberId>,
): void {
  const all = crossings(packet.entries);
  const first = packet.entries[0]?.seq ?? 0;
  const last = packet.entries.at(-1)?.seq ?? 0;
  const beginnings = beginningsIn(packet);
  const crossing = [...people].filter((memberId) => all.some((crossed) => crossed.memberId === memberId));

  const moves = crossing.map((memberId) => {
    const own = all.filter((crossed) => crossed.memberId === memberId);
    const wasIn = feed.members.has(memberId);
    const before = feed.visibleFrom.get(memberId) ?? 1;
    return { memberId, own, before, stretches: stretchesInside(own, first, last, wasIn) };
  });
  // They have their own way, below: out of the common one first, and into it again afterwards.
  for (const { memberId } of moves) feed.leave(memberId);
  for (const memberId of people) setBeginning(feed, memberId, beginnings.get(memberId));
  sendToAll(options, feed, packet);
  for (const { memberId, own, before, stretches } of moves) {
    const visibleFrom = beginnings.get(memberId) ?? before;
    const member = options.registry.of(memberId);
    if (!member) continue;
    const parts = stretches.map((stretch) => seenBy(cutOut(packet, stretch), { visibleFrom }));
    const frames = parts.map((part) => options.encode('entries', part));
    const isIn = own.at(-1)?.came === true;
    // Who watched has had the common one.
    const watched = new Set(member.readers.filter((reader) => feed.watchers.has(reader)));
    const change: MePacket = isIn ? { entered: [feed.channelId] } : { left: [feed.channelId] };
    const told = options.encode('me', change);
    if (isIn) feed.enter(member, visibleFrom);
    for (const reader of member.readers) {
      if (reader.onlyChannels !== null && !reader.onlyChannels.has(feed.channelId)) continue;
      if (!options.mayReceive(reader)) continue;
      if (!watched.has(reader)) for (const frame of frames) reader.pushEntries(frame);
      reader.pushMe(told);
    }
  }
}

/** Where these entries say that the history of each person begins. */
function beginningsIn(packet: EntriesPacket): Map<MemberId, Seq> {
  const beginnings = new Map<MemberId, Seq>();
  for (const entry of packet.entries) {
    if ('standing' in entry) beginnings.set(entry.standing.memberId, entry.standing.visibleFrom);
  }
  return beginnings;
}

function setBeginning(feed: ChannelFeed, memberId: MemberId, visibleFrom: Seq | undefined): void {
  if (visibleFrom === undefined || !feed.members.has(memberId)) return;
  if (visibleFrom > 1) feed.visibleFrom.set(memberId, visibleFrom);
  else feed.visibleFrom.delete(memberId);
  feed.changed();
}
