import { allowed, denied, firstDenial, outranks, workspaceScopes, type WorkspaceRole } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { addOwner, removeOwner } from './owners.ts';
import { announce, canRule, changeSubject, loadSubject, toMember } from './subject.ts';

export const setRole = plain('people.set_role', {
  load: (context, input) => loadSubject(context, input, 'member.change_role'),
  allow: (context, { role }, subject) =>
    firstDenial(
      () => canRule(context, subject, 'member.change_role'),
      () => (subject.kind === 'person' && mayGive(context.actor.role, role) ? allowed : denied('forbidden')),
      // A guest belongs to a company and came by invitation: neither is made or undone by a role.
      () => (isGuest(subject.role) === isGuest(role) ? allowed : denied('forbidden')),
    ),
  run: async ({ core }, { role }, subject) => {
    if (subject.role === role) return { member: toMember(subject) };
    if (isOwner(subject.role)) await removeOwner(core, subject._id);
    const row = await changeSubject(core, subject, { role });
    if (isOwner(role) && row.deactivatedAt === null) await addOwner(core, row._id);
    await announce(core, row);
    return { member: toMember(row) };
  },
});

function mayGive(giver: WorkspaceRole, role: WorkspaceRole): boolean {
  return giver === role || outranks(giver, role);
}

/** The one role that nobody but its like outranks. */
export function isOwner(role: WorkspaceRole): boolean {
  return outranks(role, role);
}

function isGuest(role: WorkspaceRole): boolean {
  return workspaceScopes(role).size === 0;
}
