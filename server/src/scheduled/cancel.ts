import { allowed, AtriumError } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { scheduledRows } from './model.ts';

export const cancel = plain('scheduled.cancel', {
  allow: () => allowed,
  run: async ({ core, actor, now }, { id }) => {
    const { deletedCount } = await scheduledRows(core.db.connection).deleteOne({
      _id: id,
      memberId: actor.memberId,
      leasedUntil: { $lte: now },
    });
    if (deletedCount === 0) throw new AtriumError('not_found');
    core.feed.publish(actor.memberId, { scheduled: { removed: [id] } });
    return {};
  },
});
