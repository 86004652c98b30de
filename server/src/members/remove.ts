import { canModerateMember } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadSubject } from './subject.ts';

export const remove = append('member.remove', {
  load: loadSubject,
  allow: ({ actor, place }, _input, { subject }) => canModerateMember(actor, place, subject, 'member.remove'),
  entry: (_context, { memberId, reason }) => ({ kind: 'member.removed', memberId, reason }),
  awaitRows: true,
});
