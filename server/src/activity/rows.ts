import { type Activity, type Actor, type ChannelId, type Message, type Seq } from '@atrium/shared';
import { type Connection, trusted } from 'mongoose';
import { activityModel, type ActivityRow, everyone } from '../core/journal/models.ts';
import type { Journal } from '../core/journal/types.ts';
import { existsFor } from '../core/place.ts';
import { preferencesOf, type PreferencesRow } from '../preferences/model.ts';
import { type Marks, markKey } from '../reads/read-state.ts';

/** What activity is measured against: where the member is, what they have read, and when they last cleared the list. */
export interface ActivityReader {
  actor: Actor;
  /** Of the member's channels. */
  journals: readonly Journal[];
  /** The entry with which they joined each. */
  joined: ReadonlyMap<ChannelId, Seq>;
  marks: Marks;
  clearedAt: number;
}

/** @param journals of the member's channels, projected */
export async function loadReader(
  connection: Connection,
  actor: Actor,
  journals: readonly Journal[],
  marks: Marks,
): Promise<ActivityReader> {
  return toReader(actor, journals, marks, await preferencesOf(connection, actor.memberId));
}

/** @see {@link loadReader} @param preferences the member's row, where there is one */
export function toReader(
  actor: Actor,
  journals: readonly Journal[],
  marks: Marks,
  preferences: PreferencesRow | undefined,
): ActivityReader {
  const joined = new Map(
    journals.map((journal) => [journal.channelId, journal.standing(actor.memberId)?.joinedSeq ?? Infinity]),
  );
  return { actor, journals, joined, marks, clearedAt: preferences?.activityReadAt ?? 0 };
}

/**
 * Rows about one member, newest first: their own, and those about everybody in a channel that they were in already.
 * @param filter on `at`, `rootSeq` and the like; every operator in it is ours
 */
export async function findActivity(
  connection: Connection,
  reader: ActivityReader,
  filter: Record<string, unknown>,
  limit: number,
): Promise<ActivityRow[]> {
  const { memberId, tokenChannelIds } = reader.actor;
  const model = activityModel(connection);
  const channelIds = [...reader.joined.keys()];
  const only = tokenChannelIds ? { channelId: trusted({ $in: [...tokenChannelIds] }) } : {};
  const find = (who: Record<string, unknown>) =>
    model
      .find({ ...filter, ...who })
      .sort({ at: -1, seq: -1 })
      .limit(limit)
      .lean();
  const [own, all] = await Promise.all([
    find({ memberId, ...only }),
    channelIds.length === 0 ? [] : find({ memberId: everyone, channelId: trusted({ $in: channelIds }) }),
  ]);
  return mergeActivity(reader, own, all).slice(0, limit);
}

/** One's own rows and those about everybody, newest first; what one's token does not show is left out. */
export function mergeActivity(
  { actor, joined }: ActivityReader,
  own: readonly ActivityRow[],
  all: readonly ActivityRow[],
): ActivityRow[] {
  const taken = new Set(own.map(placeOf));
  const mine = own.filter(({ channelId }) => existsFor(actor, channelId));
  const theirs = all.filter(
    (row) =>
      row.authorId !== actor.memberId &&
      row.seq > (joined.get(row.channelId) ?? Infinity) &&
      !taken.has(placeOf(row)),
  );
  return [...mine, ...theirs].sort(newestFirst);
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
