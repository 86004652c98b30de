/**
 * Rows of the activity of a thread's messages, as they are to stand in its new channel. A row about a reply is read when
 * the thread's mark has passed it, and the mark goes along. A row about the root is read by the channel's mark, which
 * knows nothing of the new channel: it goes along only for those who have not read it. What told everybody in the old
 * channel goes along as one row for each of those who have not read it: it tells nobody in the new one.
 */
import type { MemberId, Seq } from '@atrium/shared';
import { trusted } from 'mongoose';
import {
  activityModel,
  type ActivityRow,
  channelItself,
  everyone,
  readModel,
  type ReadRow,
} from '../../core/journal/models.ts';
import { type PreferencesRow, preferencesRows } from '../../preferences/model.ts';
import type { Move } from './complete.ts';
import type { Places } from './copy.ts';

type OwnRow = ActivityRow & { memberId: MemberId };

export async function carriedActivity(
  { core, source, target, fence }: Move,
  places: Places,
): Promise<OwnRow[]> {
  const { connection } = core.db;
  const { channelId } = source;
  const rows = await activityModel(connection)
    .find({ channelId, seq: trusted({ $in: [...places.keys()] }) })
    .lean<ActivityRow[]>();
  if (rows.length === 0) return [];
  const own = rows.filter((row): row is OwnRow => row.memberId !== everyone);
  const taken = new Set(own.map(({ memberId, seq }) => `${memberId} ${seq}`));
  const shared = rows
    .filter(({ memberId }) => memberId === everyone)
    .flatMap((row) =>
      [...source.state.standings.values()]
        .filter(({ memberId, joinedSeq }) => memberId !== row.authorId && joinedSeq < row.seq)
        .filter(({ memberId }) => !taken.has(`${memberId} ${row.seq}`))
        .map(({ memberId }): OwnRow => ({ ...row, memberId })),
    );
  const [marks, cleared] = await Promise.all([
    readModel(connection)
      .find({ channelId, rootSeq: trusted({ $in: [channelItself, fence.rootSeq] }) })
      .lean(),
    preferencesRows(connection)
      .find({
        _id: trusted({ $in: [...new Set([...own, ...shared].map(({ memberId }) => memberId))] }),
      } as object)
      .lean<PreferencesRow[]>(),
  ]);
  const markOf = new Map(marks.map((mark: ReadRow) => [`${mark.memberId} ${mark.rootSeq}`, mark.markSeq]));
  const clearedAt = new Map(cleared.map((row) => [row._id, row.activityReadAt ?? 0]));
  const isUnread = ({ memberId, rootSeq, seq, at }: OwnRow): boolean => {
    if (at <= (clearedAt.get(memberId) ?? 0)) return false;
    const begins = rootSeq ?? source.standing(memberId)?.joinedSeq ?? 0;
    return seq > (markOf.get(`${memberId} ${rootSeq ?? channelItself}`) ?? begins);
  };
  const moved = (seq: Seq): Seq => places.get(seq) ?? 0;
  return [...own.filter((row) => row.rootSeq !== null || isUnread(row)), ...shared.filter(isUnread)].map(
    ({ memberId, seq, rootSeq, reason, at, authorId }) => ({
      ...{ channelId: target.channelId, memberId, reason, at, authorId },
      seq: moved(seq),
      rootSeq: rootSeq === null ? null : moved(rootSeq),
    }),
  );
}
