import {
  AtriumError,
  canAddMember,
  canInWorkspace,
  denied,
  allowed,
  firstDenial,
  newId,
} from '@atrium/shared';
import { trusted } from 'mongoose';
import { hashToken, newToken } from '../core/auth/tokens.ts';
import { type CommandContext, plain } from '../core/command.ts';
import { demand, loadPlace } from '../core/place.ts';
import { linkTo, publicUrl } from '../mail/public-url.ts';
import { sendMail } from '../mail/send.ts';
import { words } from '../mail/words.ts';
import { readWorkspace } from '../workspace/read.ts';
import { invitationModel, type InvitationRow } from './model.ts';
import { mayInviteAs } from './redeem.ts';
import { toInvitation } from './to-invitation.ts';

const maxOpen = 1_000;

export const create = plain('invitation.create', {
  allow: ({ actor }, { role }) =>
    firstDenial(
      () => canInWorkspace(actor, 'member.invite'),
      () => (mayInviteAs(actor.role, role) ? allowed : denied('forbidden')),
    ),
  run: async (context, { email, role, channelIds, expiresInMs }) => {
    const { core, actor, now } = context;
    const invitations = invitationModel(core.db.connection);
    for (const channelId of channelIds) {
      const { place } = await loadPlace(context, channelId);
      demand(canAddMember(actor, place, role));
    }
    const open = { usedAt: null, revokedAt: null, expiresAt: trusted({ $gt: now }) };
    if ((await invitations.countDocuments(open)) >= maxOpen) throw new AtriumError('limit_reached');
    const token = newToken();
    const made = await invitations.create({
      _id: hashToken(token),
      id: newId(),
      email,
      role,
      channelIds: [...new Set(channelIds)],
      invitedBy: actor.memberId,
      createdAt: now,
      expiresAt: now + expiresInMs,
    });
    const link = linkTo(publicUrl(core.config), 'invite', token);
    return { invitation: toInvitation(made.toObject()), link, mailed: await mail(context, made, link) };
  },
});

async function mail(
  { core, actor }: CommandContext,
  { email }: InvitationRow,
  link: string,
): Promise<boolean> {
  if (email === null) return false;
  const [{ name }, inviter] = await Promise.all([readWorkspace(core), core.directory.get(actor.memberId)]);
  return sendMail(core, { to: email, ...words.invitation(name, inviter?.name ?? name, link) });
}
