import { AtriumError, type Member, type MemberId, type Standing } from '@atrium/shared';
import type { AppendContext } from '../core/command.ts';

/** Somebody whom a moderator acts upon. */
export interface SubjectHere {
  subject: { role: Member['role']; standing: Standing | null };
}

/** @throws {AtriumError} `not_found` for somebody who is not in the channel, the same as for a random id */
export async function loadSubject(
  { core, head }: AppendContext,
  { memberId }: { memberId: MemberId },
): Promise<SubjectHere> {
  const standing = head.standing(memberId);
  const member = standing ? await core.directory.get(memberId) : null;
  if (!member) throw new AtriumError('not_found');
  return { subject: { role: member.role, standing } };
}
