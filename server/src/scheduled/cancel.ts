import { allowed, AtriumError } from '@atrium/shared';
import { trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import { scheduledRows } from './model.ts';

export const cancel = plain('scheduled.cancel', {
  allow: () => allowed,
  run: async ({ core, actor, now }, { id }) => {
    const { deletedCount } = await scheduledRows(core.db.connection).deleteOne({
      _id: id,
      memberId: actor.memberId,
      leasedUntil: trusted({ $lte: now }),
    });
    if (deletedCount === 0) throw new AtriumError('not_found');
    core.feed.publish(actor.memberId, { scheduled: { removed: [id] } });
    return {};
  },
});
