import type { Invitation } from '@atrium/shared';
import type { InvitationRow } from './model.ts';

/** What those who invite see of an invitation: an allow-list, without the token's hash. */
export function toInvitation(row: InvitationRow): Invitation {
  const { id, email, role, companyId, channelIds, invitedBy, createdAt, expiresAt } = row;
  return { id, email, role, companyId, channelIds: [...channelIds], invitedBy, createdAt, expiresAt };
}
