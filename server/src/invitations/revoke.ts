import { AtriumError, canInWorkspace } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { invitationModel } from './model.ts';

export const revoke = plain('invitation.revoke', {
  allow: ({ actor }) => canInWorkspace(actor, 'member.invite'),
  run: async ({ core, now }, { id }) => {
    const { modifiedCount } = await invitationModel(core.db.connection).updateOne(
      { id, usedAt: null, revokedAt: null },
      { $set: { revokedAt: now } },
    );
    if (modifiedCount === 0) throw new AtriumError('not_found');
    return {};
  },
});
