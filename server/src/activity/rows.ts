import {
  type Activity,
  type Actor,
  type ChannelId,
  type MemberId,
  type Message,
  type Seq,
} from '@atrium/shared';
import { type Connection, trusted } from 'mongoose';
import { activityModel, type ActivityRow, everyone, standingModel } from '../core/journal/models.ts';
import { type Marks, markKey } from '../reads/read-state.ts';
import { preferencesRows } from '../preferences/model.ts';

/** What activity is measured against: where the member is, what they have read, and when they last cleared the list. */
export interface ActivityReader {
  memberId: MemberId;
  /** The member's channels, and the entry with which they joined each. */
  joined: ReadonlyMap<ChannelId, Seq>;
  marks: Marks;
  clearedAt: number;
}

export async function loadReader(
  connection: Connection,
  { memberId }: Actor,
  marks: Marks,
): Promise<ActivityReader> {
  const [standings, preferences] = await Promise.all([
    standingModel(connection).find({ memberId, present: true }).lean(),
    preferencesRows(connection).findById(memberId).lean(),
  ]);
  const joined = new Map(standings.map((standing) => [standing.channelId, standing.joinedSeq]));
  return { memberId, joined, marks, clearedAt: preferences?.activityReadAt ?? 0 };
}

/**
 * Rows about one member, newest first: their own, and those about everybody in a channel that they were in already.
 * @param filter on `at`, `rootSeq` and the like; every operator in it is ours
 */
export async function findActivity(
  connection: Connection,
  { memberId, joined }: ActivityReader,
  filter: Record<string, unknown>,
  limit: number,
): Promise<ActivityRow[]> {
  const model = activityModel(connection);
  const channelIds = [...joined.keys()];
  const find = (who: Record<string, unknown>) =>
    model
      .find({ ...filter, ...who })
      .sort({ at: -1, seq: -1 })
      .limit(limit)
      .lean();
  const [own, all] = await Promise.all([
    find({ memberId }),
    channelIds.length === 0 ? [] : find({ memberId: everyone, channelId: trusted({ $in: channelIds }) }),
  ]);
  const taken = new Set(own.map(placeOf));
  const theirs = all.filter(
    (row) =>
      row.authorId !== memberId &&
      row.seq > (joined.get(row.channelId) ?? Infinity) &&
      !taken.has(placeOf(row)),
  );
  return [...own, ...theirs].sort(newestFirst).slice(0, limit);
}

function placeOf({ channelId, seq }: { channelId: ChannelId; seq: Seq }): string {
  return `${channelId}/${seq}`;
}

export function newestFirst(a: ActivityRow, b: ActivityRow): number {
  return b.at - a.at || (a.channelId < b.channelId ? -1 : a.channelId > b.channelId ? 1 : b.seq - a.seq);
}

/** Read when the conversation's mark has passed it, or the list was cleared after it. */
export function isRead(row: ActivityRow, { marks, joined, clearedAt }: ActivityReader): boolean {
  if (row.at <= clearedAt) return true;
  const mark = marks.get(markKey(row.channelId, row.rootSeq));
  const begins = row.rootSeq ?? joined.get(row.channelId) ?? 0;
  return row.seq <= (mark?.markSeq ?? begins);
}

export function toActivity(row: ActivityRow, message: Message, reader: ActivityReader): Activity {
  const { channelId, rootSeq, seq, at, authorId, reason } = row;
  const excerpt = message.body.slice(0, 200);
  return { channelId, rootSeq, seq, at, authorId, reason, excerpt, read: isRead(row, reader) };
}
