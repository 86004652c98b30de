import { canInWorkspace } from '@atrium/shared';
import { trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import { invitationModel, type InvitationRow } from './model.ts';
import { toInvitation } from './to-invitation.ts';

export const list = plain('invitation.list', {
  allow: ({ actor }) => canInWorkspace(actor, 'member.invite'),
  run: async ({ core, now }) => {
    const rows = await invitationModel(core.db.connection)
      .find({ usedAt: null, revokedAt: null, expiresAt: trusted({ $gt: now }) })
      .sort({ createdAt: -1 })
      .lean<InvitationRow[]>();
    return { invitations: rows.map(toInvitation) };
  },
});
