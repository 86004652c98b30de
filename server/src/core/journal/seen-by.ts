/**
 * What one reader gets of a channel. A guest's history may begin at `visibleFrom`: what lies before it, and every update
 * to it (also one that happens today), is `{seq, hidden: true}` and nothing more: an edit would bring the old text along.
 */
import type { EntriesPacket, Entry, Message, Seq, SeenEntry, Thread } from '@atrium/shared';
import type { Viewer } from './types.ts';

export function isSeen(entry: Entry, { visibleFrom }: Viewer): boolean {
  if (entry.seq < visibleFrom) return false;
  if (entry.kind === 'message') return entry.rootSeq === null || entry.rootSeq >= visibleFrom;
  if ('target' in entry && entry.target < visibleFrom) return false;
  return !('targetRootSeq' in entry) || entry.targetRootSeq === null || entry.targetRootSeq >= visibleFrom;
}

export function entrySeenBy(entry: Entry, viewer: Viewer): SeenEntry {
  return isSeen(entry, viewer) ? entry : { seq: entry.seq, hidden: true };
}

export function isMessageSeen(message: Message, viewer: Viewer): boolean {
  return isSeen(message, viewer);
}

export function isThreadSeen(thread: Thread, { visibleFrom }: Viewer): boolean {
  return thread.rootSeq >= visibleFrom;
}

/** The packet for one reader: the same object for those whose history has no beginning. */
export function seenBy(packet: EntriesPacket, viewer: Viewer): EntriesPacket {
  if (viewer.visibleFrom <= 1) return packet;
  const seen: EntriesPacket = {
    ...packet,
    entries: packet.entries.map((entry) => ('hidden' in entry ? entry : entrySeenBy(entry, viewer))),
  };
  if (packet.messages) seen.messages = packet.messages.filter((message) => isMessageSeen(message, viewer));
  if (packet.threads) seen.threads = packet.threads.filter((thread) => isThreadSeen(thread, viewer));
  return seen;
}

/** Everything: for those whose history has no beginning. */
export const wholeHistory: Viewer = { visibleFrom: 1 as Seq };
