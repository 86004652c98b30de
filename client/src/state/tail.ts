import { channelLane, laneOf, type SeenEntry, type Seq } from '@atrium/shared';
import type { ChannelRecord } from './record.ts';

/** The newest stretch of the channel's own timeline that is loaded without a gap. */
export function tailOf(record: ChannelRecord): Seq[] {
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
