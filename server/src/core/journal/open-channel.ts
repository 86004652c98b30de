/**
 * Reads a channel into memory: its rows, then every entry that they do not have yet. Entries are durable before they are
 * projected, so a tail that is read after the rows has all that they may be ahead of.
 */
import type { Channel, ChannelId, JournalState, Seq } from '@atrium/shared';
import type { EntryStore } from './entry-store.ts';
import { toChannel, toStanding } from './models.ts';
import type { OpeningStore } from './row-store.ts';
import { fromRow } from './row.ts';

export interface Opened {
  state: JournalState;
  projectedSeq: Seq;
  headAt: number;
  lastMessageAt: number | null;
  lastMovedSeq: Seq;
}

/** The state as of the projection; null when there is neither a row nor an entry. */
export async function openChannel(
  channelId: ChannelId,
  epoch: string,
  store: EntryStore & OpeningStore,
): Promise<Opened | null> {
  const row = await store.channel(channelId);
  if (!row) {
    const [first] = await store.after(channelId, 0, 1);
    const entry = first && fromRow(first).entry;
    if (entry?.kind !== 'channel.created') return null;
    const state = emptyState(epoch, entry.channel);
    return { state, projectedSeq: 0, headAt: 0, lastMessageAt: null, lastMovedSeq: 0 };
  }
  const standings = await store.standings(channelId);
  const state: JournalState = {
    ...emptyState(epoch, toChannel(row)),
    seq: row.projectedSeq,
    n: row.headN,
    standings: new Map(standings.map((standing) => [standing.memberId, toStanding(standing)])),
  };
  const { projectedSeq, headAt, lastMessageAt, lastMovedSeq = 0 } = row;
  return { state, projectedSeq, headAt, lastMessageAt, lastMovedSeq };
}

/** A channel before its first entry. */
export function emptyState(epoch: string, channel: Channel): JournalState {
  return { epoch, seq: 0, n: 0, channel, standings: new Map(), messages: new Map(), threads: new Map() };
}
