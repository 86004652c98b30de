import { canModerateMember } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadSubject } from './subject.ts';

export const unmute = append('member.unmute', {
  load: loadSubject,
  allow: ({ actor, place }, _input, { subject }) => canModerateMember(actor, place, subject, 'member.mute'),
  entry: (_context, _input, { subject: { standing } }) =>
    !standing || standing.mutedUntil === 0
      ? null
      : { kind: 'member.unmuted', standing: { ...standing, mutedUntil: 0, muteReason: '' }, reason: '' },
});
