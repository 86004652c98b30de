import {
  AtriumError,
  canInWorkspace,
  type MemberId,
  outranks,
  type WorkspaceRole,
  workspaceScopes,
} from '@atrium/shared';
import { trusted } from 'mongoose';
import { hashToken } from '../core/auth/tokens.ts';
import type { Core } from '../core/core.ts';
import { invitationModel, type InvitationRow } from './model.ts';

/**
 * The invitation that a token opens now.
 * @throws {AtriumError} `link_expired` for one that is unknown, used, revoked or late, or whose maker could not make it
 *   any more: the same for all, so that guessing tells nothing
 */
export async function findInvitation(core: Core, token: string): Promise<InvitationRow> {
  const invitation = await invitationModel(core.db.connection)
    .findOne({
      _id: hashToken(token),
      usedAt: null,
      revokedAt: null,
      expiresAt: trusted({ $gt: core.clock() }),
    })
    .lean<InvitationRow>();
  if (invitation === null || !(await mayStillInvite(core, invitation))) throw new AtriumError('link_expired');
  return invitation;
}

async function mayStillInvite(core: Core, { invitedBy, role }: InvitationRow): Promise<boolean> {
  const inviter = await core.directory.get(invitedBy);
  if (inviter === null) return false;
  const actor = { memberId: inviter.id, role: inviter.role, deactivated: inviter.deactivatedAt !== null };
  return canInWorkspace(actor, 'member.invite').ok && mayInviteAs(inviter.role, role);
}

/** Below one's own role; as one's equal only for those who could make somebody so afterwards. */
export function mayInviteAs(inviter: WorkspaceRole, role: WorkspaceRole): boolean {
  return outranks(inviter, role) || (inviter === role && workspaceScopes(inviter).has('member.change_role'));
}

/** Bookkeeping for lists: what makes it good for one person only is the unique `invitationId` of the member's row. */
export async function markUsed(core: Core, invitation: InvitationRow, memberId: MemberId): Promise<void> {
  const used = { usedAt: core.clock(), usedBy: memberId };
  await invitationModel(core.db.connection).updateOne({ _id: invitation._id }, { $set: used });
}
