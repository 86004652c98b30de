import { channelLane, isHidden, laneOf, type SeenEntry, type Seq } from '@atrium/shared';
import type { ChannelRecord } from './record.ts';
import type { FetchedPage } from './timeline-types.ts';
import type { Conversation } from './views.ts';

/** What can be shown of a channel at once, without asking; null when the first unread message is not in it. */
export function paintableTail(record: ChannelRecord, markSeq: Seq, live: boolean): FetchedPage | null {
  const seqs = tailOf(record);
  const complete = record.tailFrom <= 1;
  // Without a connection it is better to begin too late than to show nothing.
  const reaches = complete || markSeq + 1 >= record.tailFrom || !live;
  if (!reaches || (seqs.length === 0 && !complete)) return null;
  return { record, seqs, completeTo: record.journal.seq, hasBefore: !complete, hasAfter: false };
}

/** The newest stretch of the channel's own timeline that is loaded without a gap. */
function tailOf(record: ChannelRecord): Seq[] {
  const seqs: Seq[] = [];
  for (const entry of [...record.journal.messages.values(), ...record.shown.values()]) {
    if (entry.seq >= record.tailFrom && laneOf(entry) === channelLane) seqs.push(entry.seq);
  }
  return seqs.sort((a, b) => a - b);
}

/** What was applied after an entry, as far back as packets are kept. */
export function since(record: ChannelRecord, seq: Seq): SeenEntry[] {
  const packets = record.recent.since(seq, record.journal.seq) ?? [];
  return packets.flatMap(({ entries }) => entries).filter((entry) => entry.seq > seq);
}

/** Does it stand in this conversation's own timeline? */
export function isIn({ rootSeq }: Conversation, entry: SeenEntry): boolean {
  return !isHidden(entry) && laneOf(entry) === (rootSeq ?? channelLane);
}
