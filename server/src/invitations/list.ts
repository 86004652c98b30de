import { canInWorkspace, canRead, type ChannelId } from '@atrium/shared';
import { trusted } from 'mongoose';
import { type CommandContext, plain } from '../core/command.ts';
import { placeIn } from '../core/place.ts';
import { invitationModel, type InvitationRow } from './model.ts';
import { toInvitation } from './to-invitation.ts';

export const list = plain('invitation.list', {
  allow: ({ actor }) => canInWorkspace(actor, 'member.invite'),
  run: async (context) => {
    const { core, now } = context;
    const rows = await invitationModel(core.db.connection)
      .find({ usedAt: null, revokedAt: null, expiresAt: trusted({ $gt: now }) })
      .sort({ createdAt: -1 })
      .lean<InvitationRow[]>();
    const readable = await readableOf(context, new Set(rows.flatMap(({ channelIds }) => channelIds)));
    return {
      invitations: rows.map(toInvitation).map((invitation) => ({
        ...invitation,
        channelIds: invitation.channelIds.filter((id) => readable.has(id)),
      })),
    };
  },
});

/** A private channel that whoever lists is not in does not exist for them, nor does its id. */
async function readableOf(
  { core, actor, now }: CommandContext,
  channelIds: ReadonlySet<ChannelId>,
): Promise<ReadonlySet<ChannelId>> {
  const readable = new Set<ChannelId>();
  for (const channelId of channelIds) {
    const journal = await core.journals.open(channelId);
    if (journal && canRead(actor, placeIn(journal, actor, now)).ok) readable.add(channelId);
  }
  return readable;
}
