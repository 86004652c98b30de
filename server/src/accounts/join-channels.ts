import {
  canAddMember,
  type ChannelId,
  type ClientId,
  joiningRole,
  type MemberId,
  type Verdict,
} from '@atrium/shared';
import type { Core } from '../core/core.ts';
import type { MemberRow } from '../core/directory/model.ts';
import { placeIn } from '../core/place.ts';

/**
 * Adds a new member to channels, in the name of who invited them and only where that person may still add people. A
 * channel that cannot be joined is left out: the account is there all the same.
 */
export async function joinChannels(
  core: Core,
  member: MemberRow,
  invitedBy: MemberId,
  channelIds: readonly ChannelId[],
): Promise<void> {
  for (const channelId of channelIds) {
    try {
      await join(core, member, invitedBy, channelId);
    } catch (err) {
      core.log.warn({ err, channelId, memberId: member._id }, 'a new member could not be added to a channel');
    }
  }
}

async function join(core: Core, member: MemberRow, invitedBy: MemberId, channelId: ChannelId): Promise<void> {
  const [journal, inviter] = await Promise.all([
    core.journals.open(channelId),
    core.directory.get(invitedBy),
  ]);
  if (journal === null || inviter === null) return;
  const actor = { memberId: inviter.id, role: inviter.role, deactivated: inviter.deactivatedAt !== null };
  await journal.append({
    authorId: invitedBy,
    clientId: `joins-${member._id}`.slice(0, 36) as ClientId,
    digest: `joins ${member._id}`,
    decide: (state) => {
      if (state.standings.has(member._id)) return null;
      const verdict: Verdict = canAddMember(actor, placeIn(journal, actor, core.clock()), member.role);
      if (!verdict.ok) return null;
      const role = joiningRole(member.role);
      const standing = {
        memberId: member._id,
        role,
        mutedUntil: 0,
        muteReason: '',
        visibleFrom: 1,
        joinedSeq: state.seq + 1,
      };
      return { kind: 'member.added', standing, reason: '' };
    },
  });
}
