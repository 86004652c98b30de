import type { ChannelId, MemberId, ReadState, Seq, Standing, Thread } from '@atrium/shared';
import { type Connection, trusted } from 'mongoose';
import { rowsBy, rowsInChannel } from '../core/gathered.ts';
import type { Journal } from '../core/journal/types.ts';
import { channelItself, readModel, type ReadRow } from '../core/journal/models.ts';

/** One member's marks by conversation, keyed as {@link markKey} says. */
export type Marks = ReadonlyMap<string, ReadRow>;

export function markKey(channelId: ChannelId, rootSeq: Seq | null): string {
  return `${channelId}/${rootSeq ?? channelItself}`;
}

const marksOf = rowsBy<ReadRow, MemberId>({ collection: 'reads', field: 'memberId' });
const channelMarkOf = rowsInChannel<ReadRow>({
  collection: 'reads',
  filter: { rootSeq: channelItself },
  limit: 1,
});

/** All marks of one member, or those in some channels. */
export async function loadMarks(
  connection: Connection,
  memberId: MemberId,
  channelIds?: readonly ChannelId[],
): Promise<Marks> {
  const rows = channelIds
    ? await readModel(connection)
        .find({ memberId, channelId: trusted({ $in: [...channelIds] }) })
        .lean()
    : await marksOf(connection, memberId);
  return toMarks(rows);
}

/** The mark of one member in one channel itself, not in its threads. */
export async function loadChannelMark(
  connection: Connection,
  memberId: MemberId,
  channelId: ChannelId,
): Promise<Marks> {
  return toMarks(await channelMarkOf(connection, { memberId, channelId }));
}

function toMarks(rows: readonly ReadRow[]): Marks {
  return new Map(rows.map((row) => [markKey(row.channelId, row.rootSeq || null), row]));
}

/**
 * How far somebody has read a conversation, as of the journal's head. Without a mark, a channel is unread from where one
 * joined it, and a thread from its first reply. Call `journal.projected()` first: one's own posts move one's mark.
 * @param standing of the reader; null for a visitor of a public channel, who has read everything
 * @param known the thread, where whoever asks has it
 */
export async function toReadState(
  journal: Journal,
  standing: Standing | null,
  rootSeq: Seq | null,
  marks: Marks,
  known?: Thread,
): Promise<ReadState> {
  const { channelId, state } = journal;
  const asOf = state.seq;
  const thread = rootSeq === null ? null : (known ?? (await journal.thread(rootSeq)));
  const headN = rootSeq === null ? state.n : (thread?.lastRn ?? 0);
  const mark = marks.get(markKey(channelId, rootSeq));
  const begins = rootSeq ?? standing?.joinedSeq ?? asOf;
  const markSeq = mark?.markSeq ?? begins;
  const [markN, deletedAfter] = await Promise.all([
    mark?.markN ?? (rootSeq === null ? journal.ordinalAt(null, markSeq) : 0),
    headN === mark?.markN || thread?.deletedReplies === 0 ? 0 : journal.deletedAfter(rootSeq, markSeq),
  ]);
  return { channelId, rootSeq, markSeq, markN, headN, deletedAfter, asOf };
}

/** The read state of one conversation, from the database. */
export async function loadReadState(
  connection: Connection,
  memberId: MemberId,
  journal: Journal,
  rootSeq: Seq | null,
): Promise<ReadState> {
  await journal.projected();
  const marks = await loadMarks(connection, memberId, [journal.channelId]);
  return toReadState(journal, journal.standing(memberId), rootSeq, marks);
}
