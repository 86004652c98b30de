import {
  allowed,
  AtriumError,
  canInWorkspace,
  denied,
  firstDenial,
  type MemberId,
  outranks,
  type Verdict,
  type WorkspaceScope,
} from '@atrium/shared';
import { readMember, toMe } from '../accounts/me.ts';
import type { CommandContext } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { memberModel, type MemberRow, toMember } from '../core/directory/model.ts';
import { demand } from '../core/place.ts';

/**
 * The member whom a command is about, as the database has them now: rules about rank must not look at a cached role. Asked
 * for the right first: whether an id is somebody's is told to nobody who could do nothing with it.
 */
export async function loadSubject(
  { core, actor }: CommandContext,
  { memberId }: { memberId: MemberId },
  scope: WorkspaceScope,
): Promise<MemberRow> {
  demand(canInWorkspace(actor, scope));
  return readMember(core, memberId);
}

export function canRule({ actor }: CommandContext, subject: MemberRow, scope: WorkspaceScope): Verdict {
  return firstDenial(
    () => canInWorkspace(actor, scope),
    () =>
      subject._id === actor.memberId || outranks(actor.role, subject.role) ? allowed : denied('forbidden'),
  );
}

/**
 * Changes a member's row, if it still has the role that the rule looked at.
 * @throws {AtriumError} `conflict` when somebody else changed the role in between
 */
export async function changeSubject(
  core: Core,
  subject: MemberRow,
  set: Partial<Pick<MemberRow, 'role' | 'deactivatedAt'>>,
): Promise<MemberRow> {
  const row = await memberModel(core.db.connection)
    .findOneAndUpdate({ _id: subject._id, role: subject.role }, { $set: set }, { returnDocument: 'after' })
    .lean<MemberRow>();
  if (row === null) throw new AtriumError('conflict');
  return row;
}

/** Tells everybody who may see the member, and the member's own devices. */
export async function announce(core: Core, row: MemberRow): Promise<void> {
  await core.directory.changed(row._id);
  core.feed.publish(row._id, { me: toMe(row) });
}

export { toMember };
