import type { ChannelId, MemberId, ReadState, Standing } from '@atrium/shared';
import type { Connection } from 'mongoose';
import type { Core } from '../core/core.ts';
import { rowsBy, rowsInChannel } from '../core/gathered.ts';
import type { ActivityRow } from '../core/journal/models.ts';
import type { Journal } from '../core/journal/types.ts';
import { preferencesOf } from '../preferences/model.ts';
import { activityMax, everyoneRows } from './everyone.ts';
import { type ActivityReader, isRead, mergeActivity } from './rows.ts';
import { stillSeen } from './still-seen.ts';

const ownRows = rowsBy<ActivityRow, MemberId>({
  collection: 'activity',
  field: 'memberId',
  sort: { at: -1, seq: -1 },
  limit: activityMax,
});
const ownRowsIn = rowsInChannel<ActivityRow>({
  collection: 'activity',
  filter: { rootSeq: null },
  limit: activityMax,
});

/** The newest rows about one member and those about everybody in their channels; who is shown which is not looked at. */
export interface NewestActivity {
  own: readonly ActivityRow[];
  all: readonly ActivityRow[];
}

/** @param journals of the member's channels, projected */
export async function readNewestActivity(
  connection: Connection,
  memberId: MemberId,
  journals: readonly Journal[],
): Promise<NewestActivity> {
  const [own, ...all] = await Promise.all([
    ownRows(connection, memberId),
    ...journals.map((journal) => everyoneRows(connection, journal)),
  ]);
  return { own, all: all.flat() };
}

/** How much unread activity a member has, in all and in each channel itself (not its threads). */
export async function countUnread(
  core: Core,
  reader: ActivityReader,
  { own, all }: NewestActivity,
): Promise<{ total: number; byChannel: Map<ChannelId, number>; rows: ActivityRow[] }> {
  const rows = mergeActivity(reader, own, all).slice(0, activityMax);
  const byChannel = new Map<ChannelId, number>();
  const unread = await stillSeen(
    core,
    reader,
    rows.filter((row) => !isRead(row, reader)),
  );
  for (const row of unread) {
    if (row.rootSeq === null) byChannel.set(row.channelId, (byChannel.get(row.channelId) ?? 0) + 1);
  }
  return { total: unread.length, byChannel, rows: unread };
}

/** The same for one channel itself. */
export async function countMentions(
  connection: Connection,
  journal: Journal,
  { memberId, joinedSeq }: Standing,
  { markSeq, markN, headN }: ReadState,
): Promise<number> {
  // What somebody is told of is a message, and each message counts the ordinal up, unless it was moved here.
  if (headN <= markN && journal.lastMovedSeq <= markSeq) return 0;
  const { channelId } = journal;
  const [own, all] = await Promise.all([
    ownRowsIn(connection, { channelId, memberId }),
    everyoneRows(connection, journal),
  ]);
  const taken = new Set(own.map(({ seq }) => seq));
  const theirs = all.filter(
    ({ rootSeq, authorId, seq }) =>
      rootSeq === null && authorId !== memberId && seq > joinedSeq && !taken.has(seq),
  );
  const unread = [...own, ...theirs].filter(({ seq }) => seq > markSeq);
  if (unread.length === 0) return 0;
  const clearedAt = (await preferencesOf(connection, memberId))?.activityReadAt ?? 0;
  return unread.filter(({ at }) => at > clearedAt).length;
}
