import { AtriumError, canMention, canUse, firstDenial, limits, newId } from '@atrium/shared';
import { mentionsIn } from '@atrium/shared/markdown';
import { plain } from '../core/command.ts';
import { loadConversation } from '../core/place.ts';
import { retryUpsert } from '../core/retry-upsert.ts';
import { scheduledRows, toScheduled } from './model.ts';

/**
 * Mutes, locks and the like are asked when its time comes, by the same command as any other message. Scopes are asked now:
 * the message is sent in the member's name, and a token must not do through it what it may not do itself.
 */
export const create = plain('scheduled.create', {
  load: loadConversation,
  allow: ({ actor }, { body }, { place }) =>
    firstDenial(
      () => canUse(actor, place, 'message.post'),
      () => canMention(actor, place, mentionsIn(body)),
    ),
  run: async ({ core, actor, caller, now }, { clientId, channelId, rootSeq, body, sendAt }) => {
    if (sendAt <= now || sendAt > now + limits.scheduleMsMax) {
      const problem = 'must lie in the future, at most a year ahead';
      throw new AtriumError('invalid_input', { details: { fields: [{ path: ['sendAt'], problem }] } });
    }
    const model = scheduledRows(core.db.connection);
    const key = { channelId, memberId: actor.memberId, clientId };
    const known = await model.findOne(key).lean();
    if (!known && (await model.countDocuments({ memberId: actor.memberId })) >= limits.scheduledPerMember) {
      throw new AtriumError('limit_reached');
    }
    const fresh = {
      _id: newId(),
      rootSeq: rootSeq ?? 0,
      body,
      sendAt,
      failed: null,
      leasedUntil: 0,
      attempts: 0,
      ...(caller.proof.kind === 'token' ? { tokenId: caller.proof.tokenId } : {}),
    };
    const row = await retryUpsert(() =>
      model.findOneAndUpdate(key, { $setOnInsert: fresh }, { upsert: true, returnDocument: 'after' }).lean(),
    );
    if (row.body !== body || row.sendAt !== sendAt) throw new AtriumError('conflict');
    const scheduled = toScheduled(row);
    core.feed.publish(actor.memberId, { scheduled: { added: [scheduled] } });
    return { scheduled };
  },
});
