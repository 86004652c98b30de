import { allowed } from '@atrium/shared';
import { projectedJournalsOf } from '../channels/mine.ts';
import { plain } from '../core/command.ts';
import { retryUpsert } from '../core/retry-upsert.ts';
import { preferencesRows } from '../preferences/model.ts';
import { loadMarks } from '../reads/read-state.ts';
import { countUnread, readNewestActivity } from './count.ts';
import { loadReader } from './rows.ts';

/** Clears the list up to a time; what the conversations count as unread stays. */
export const markRead = plain('activity.mark_read', {
  allow: () => allowed,
  run: async ({ core, actor, now }, { upTo }) => {
    const { connection } = core.db;
    const update = { $max: { activityReadAt: Math.min(upTo, now) }, $setOnInsert: { values: {} } };
    const rows = preferencesRows(connection);
    await retryUpsert(() => rows.updateOne({ _id: actor.memberId }, update, { upsert: true }));
    const journals = await projectedJournalsOf({ core, actor });
    const marks = await loadMarks(connection, actor.memberId);
    const reader = await loadReader(connection, actor, journals, marks);
    const { total } = await countUnread(
      core,
      reader,
      await readNewestActivity(connection, actor.memberId, journals),
    );
    core.feed.publish(actor.memberId, { reload: true });
    return { unread: total };
  },
});
