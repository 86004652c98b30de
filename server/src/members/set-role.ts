import { AtriumError, canModerateMember, joiningRole } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadSubject } from './subject.ts';

export const setRole = append('member.set_role', {
  load: loadSubject,
  allow: ({ actor, place }, _input, { subject }) =>
    canModerateMember(actor, place, subject, 'member.set_role'),
  entry: (_context, { role }, { subject }) => {
    const { standing } = subject;
    if (!standing || standing.role === role) return null;
    // A guest of the workspace is a guest in each channel: no other role is open to them.
    if (joiningRole(subject.role) === 'guest') throw new AtriumError('forbidden');
    return { kind: 'member.role_set', standing: { ...standing, role }, reason: '' };
  },
});
