import { allowed } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { savedRows } from './model.ts';

/** Needs no right to read the channel: it touches only the caller's own row. */
export const remove = plain('saved.remove', {
  allow: () => allowed,
  run: async ({ core, actor }, { channelId, seq }) => {
    await savedRows(core.db.connection).deleteOne({ channelId, memberId: actor.memberId, seq });
    core.feed.publish(actor.memberId, { saved: { removed: [{ channelId, seq }] } });
    return {};
  },
});
