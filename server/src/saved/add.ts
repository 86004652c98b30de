import { allowed, AtriumError, limits } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { retryUpsert } from '../core/retry-upsert.ts';
import { loadMessage } from '../core/target.ts';
import { savedRows, toSaved } from './model.ts';

export const add = plain('saved.add', {
  load: loadMessage,
  allow: () => allowed,
  run: async ({ core, actor, now }, { channelId, seq }, { message }) => {
    if (message.deletedAt !== null) throw new AtriumError('message_deleted');
    const model = savedRows(core.db.connection);
    if ((await model.countDocuments({ memberId: actor.memberId })) >= limits.savedPerMember) {
      throw new AtriumError('limit_reached');
    }
    const key = { channelId, memberId: actor.memberId, seq };
    const row = await retryUpsert(() =>
      model
        .findOneAndUpdate(key, { $setOnInsert: { at: now } }, { upsert: true, returnDocument: 'after' })
        .lean(),
    );
    const saved = toSaved(row, message);
    core.feed.publish(actor.memberId, { saved: { added: [saved] } });
    return { saved };
  },
});
