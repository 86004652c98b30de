import { allowed } from '@atrium/shared';
import { trusted } from 'mongoose';
import { projectedJournalsOf } from '../channels/mine.ts';
import { plain } from '../core/command.ts';
import { fromCursor, numberFromCursor, toCursor } from '../core/cursor.ts';
import type { ActivityRow } from '../core/journal/models.ts';
import { readableMessages } from '../core/readable.ts';
import { loadMarks } from '../reads/read-state.ts';
import { countUnread, readNewestActivity } from './count.ts';
import { findActivity, isRead, loadReader, newestFirst, toActivity } from './rows.ts';
import { stillSeen } from './still-seen.ts';

const mentions = trusted({ $in: ['mention', 'channel_mention', 'here_mention'] });
/** Rows of one moment are taken together, so that a page never ends between two of them. */
const SAME_MOMENT_MAX = 500;

export const list = plain('activity.list', {
  allow: () => allowed,
  run: async ({ core, actor, now }, { filter, cursor, limit }) => {
    const { connection } = core.db;
    const journals = await projectedJournalsOf({ core, actor });
    const marks = await loadMarks(connection, actor.memberId);
    const reader = await loadReader(connection, actor, journals, marks);
    const kinds = filter === 'mentions' ? { reason: mentions } : {};
    const page: ActivityRow[] = [];
    let at: ActivityRow | null = fromActivityCursor(cursor);
    let more = true;
    while (page.length < limit && more) {
      const rows = await rowsBefore(at);
      more = rows.length >= limit;
      const wanted = rows.filter((row) => filter !== 'unread' || !isRead(row, reader));
      page.push(...(await stillSeen(core, reader, wanted)));
      at = rows.at(-1) ?? null;
    }
    const shown = page.slice(0, limit);
    const last = page.length > limit || more ? shown.at(-1) : undefined;
    const messages = await readableMessages(core, actor, now, shown);
    const activity = shown.flatMap((row) => {
      const message = messages.get(`${row.channelId}/${row.seq}`);
      return message && message.deletedAt === null ? [toActivity(row, message, reader)] : [];
    });
    const { total } = await countUnread(
      core,
      reader,
      await readNewestActivity(connection, actor.memberId, journals),
    );
    return { activity, unread: total, next: last ? toCursor(last.at, last.channelId, last.seq) : null };

    async function rowsBefore(before: ActivityRow | null): Promise<ActivityRow[]> {
      if (!before) return findActivity(connection, reader, kinds, limit);
      const [same, older] = await Promise.all([
        findActivity(connection, reader, { ...kinds, at: before.at }, SAME_MOMENT_MAX),
        findActivity(connection, reader, { ...kinds, at: trusted({ $lt: before.at }) }, limit),
      ]);
      return [...same.filter((row) => newestFirst(before, row) < 0), ...older];
    }
  },
});

function fromActivityCursor(cursor: string | undefined): ActivityRow | null {
  const parts = fromCursor(cursor, 3);
  if (!parts) return null;
  const [at, channelId, seq] = parts as [string, ActivityRow['channelId'], string];
  return { at: numberFromCursor(at), channelId, seq: numberFromCursor(seq) } as ActivityRow;
}
