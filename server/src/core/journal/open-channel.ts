/**
 * Reads a channel into memory: its rows, then every entry that they do not have yet. Entries are durable before they are
 * projected, so a tail that is read after the rows has all that they may be ahead of.
 *
 * Rows that a newer version made from entries of a kind that this one does not know say who may do what by rules that it
 * does not know either. It leaves them alone and goes through the journal up to the first such entry: what a node has that
 * was running when the entry came.
 */
import {
  type Channel,
  type ChannelId,
  isKnownKind,
  isKnownVersion,
  type JournalState,
  type Seq,
} from '@atrium/shared';
import { ChannelHead } from './channel-head.ts';
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
  /** The newest entry of which the rows that were read tell. */
  rowsSeq: Seq;
}

const pageSize = 500;

/** The state as of the projection; null when there is neither a row nor an entry. */
export async function openChannel(
  channelId: ChannelId,
  epoch: string,
  store: EntryStore & OpeningStore,
): Promise<Opened | null> {
  const row = await store.channel(channelId);
  if (!row) {
    const state = await firstState(channelId, epoch, store);
    return state && { state, projectedSeq: 0, headAt: 0, lastMessageAt: null, lastMovedSeq: 0, rowsSeq: 0 };
  }
  if (!isKnownVersion(row.entryVersion ?? 1)) return replayChannel(channelId, epoch, store);
  const standings = await store.standings(channelId);
  const state: JournalState = {
    ...emptyState(epoch, toChannel(row)),
    seq: row.projectedSeq,
    n: row.headN,
    standings: new Map(standings.map((standing) => [standing.memberId, toStanding(standing)])),
  };
  const { projectedSeq, headAt, lastMessageAt, lastMovedSeq = 0 } = row;
  const rowsSeq = standings.reduce((newest, { updatedSeq }) => Math.max(newest, updatedSeq), projectedSeq);
  return { state, projectedSeq, headAt, lastMessageAt, lastMovedSeq, rowsSeq };
}

/** The state as of the last entry before one of a kind that this version does not know, from entries alone. */
export async function replayChannel(
  channelId: ChannelId,
  epoch: string,
  store: EntryStore,
): Promise<Opened | null> {
  const state = await firstState(channelId, epoch, store);
  if (!state) return null;
  const head = new ChannelHead(state, Number.POSITIVE_INFINITY);
  for (;;) {
    const rows = await store.after(channelId, state.seq, pageSize);
    for (const row of rows) {
      if (row.seq !== state.seq + 1 || !isKnownKind(row.kind)) break;
      head.apply(fromRow(row));
    }
    if (rows.length < pageSize || rows.at(-1)?.seq !== state.seq) break;
  }
  // Messages and threads are read from their rows, like those of any channel that was opened.
  state.messages.clear();
  state.threads.clear();
  const { at: headAt, lastMessageAt, lastMovedSeq } = head;
  return { state, projectedSeq: state.seq, headAt, lastMessageAt, lastMovedSeq, rowsSeq: state.seq };
}

async function firstState(
  channelId: ChannelId,
  epoch: string,
  store: EntryStore,
): Promise<JournalState | null> {
  const [first] = await store.after(channelId, 0, 1);
  const entry = first && fromRow(first).entry;
  return entry?.kind === 'channel.created' ? emptyState(epoch, entry.channel) : null;
}

/** A channel before its first entry. */
export function emptyState(epoch: string, channel: Channel): JournalState {
  return { epoch, seq: 0, n: 0, channel, standings: new Map(), messages: new Map(), threads: new Map() };
}
