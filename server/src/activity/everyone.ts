/** `@channel` and `@here`: one row for everybody, kept with the journal for as long as nothing is added to that. */
import type { ChannelId } from '@atrium/shared';
import type { Connection } from 'mongoose';
import { rowsBy } from '../core/gathered.ts';
import { type ActivityRow, everyone } from '../core/journal/models.ts';
import type { Journal } from '../core/journal/types.ts';

/** Nobody needs to know how many hundreds beyond this. */
export const activityMax = 999;

const rowsOf = rowsBy<ActivityRow, ChannelId>({
  collection: 'activity',
  field: 'channelId',
  filter: { memberId: everyone },
  sort: { seq: -1 },
  limit: activityMax,
});

const kept = new WeakMap<Journal, { seq: number; rows: Promise<readonly ActivityRow[]> }>();

/** The newest ones, newest first. To be called once `journal.projected()` has resolved: entries alone change them. */
export function everyoneRows(connection: Connection, journal: Journal): Promise<readonly ActivityRow[]> {
  const { seq } = journal.state;
  const known = kept.get(journal);
  if (known?.seq === seq) return known.rows;
  const rows = journal.projected().then(() => rowsOf(connection, journal.channelId));
  const keep = { seq, rows };
  kept.set(journal, keep);
  rows.catch(() => {
    if (kept.get(journal) === keep) kept.delete(journal);
  });
  return rows;
}
