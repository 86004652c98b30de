import {
  type ChannelRole,
  joiningRole,
  type MemberId,
  type Standing,
  type WorkspaceRole,
} from '@atrium/shared';
import type { AppendContext } from '../core/command.ts';

/** Somebody who was never here. */
export function newStanding(memberId: MemberId, role: ChannelRole, joinedSeq: number): Standing {
  return { memberId, role, mutedUntil: 0, muteReason: '', visibleFrom: 1, joinedSeq };
}

/**
 * Somebody who comes in, or comes back: a mute outlives leaving, or leaving would be the way out of it. A guest's history
 * begins where they come in; members of the house see all of it.
 */
export async function enteringStanding(
  { journal, state }: Pick<AppendContext, 'journal' | 'state'>,
  memberId: MemberId,
  role: WorkspaceRole,
): Promise<Standing> {
  const former = await journal.formerStanding(memberId);
  const joinedSeq = state.seq + 1;
  const standing = newStanding(memberId, joiningRole(role), joinedSeq);
  if (former) Object.assign(standing, { mutedUntil: former.mutedUntil, muteReason: former.muteReason });
  if (standing.role === 'guest') standing.visibleFrom = joinedSeq;
  return standing;
}
