import { allowed, AtriumError, limits } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { existsFor, loadConversation } from '../core/place.ts';
import { retryUpsert } from '../core/retry-upsert.ts';
import { drafts, toDraft } from './model.ts';

export const set = plain('draft.set', {
  // One's own words can be given up, also where one is not any more.
  load: async (context, input) => {
    if (input.body !== '' || !existsFor(context.actor, input.channelId))
      await loadConversation(context, input);
  },
  allow: () => allowed,
  run: async ({ core, actor, now }, { channelId, rootSeq, body }) => {
    const model = drafts(core.db.connection);
    const key = { channelId, rootSeq: rootSeq ?? 0, memberId: actor.memberId };
    if (body === '') await model.deleteOne(key);
    else {
      const known = await model.findOneAndUpdate(key, { $set: { body, updatedAt: now } });
      if (!known) {
        if ((await model.countDocuments({ memberId: actor.memberId })) >= limits.draftsPerMember) {
          throw new AtriumError('limit_reached');
        }
        const $set = { body, updatedAt: now };
        await retryUpsert(() => model.updateOne(key, { $set }, { upsert: true }));
      }
    }
    const draft = toDraft({ ...key, body, updatedAt: now });
    core.feed.publish(actor.memberId, { drafts: [draft] });
    return { draft };
  },
});
