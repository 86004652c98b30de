import { AtriumError, canModerateMember, limits } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadSubject } from './subject.ts';

export const mute = append('member.mute', {
  load: loadSubject,
  allow: ({ actor, place }, _input, { subject }) => canModerateMember(actor, place, subject, 'member.mute'),
  entry: ({ now }, { until, reason }, { subject: { standing } }) => {
    if (until !== null && (until <= now || until > now + limits.muteMsMax)) {
      const problem = 'must be a time within the next year';
      throw new AtriumError('invalid_input', { details: { fields: [{ path: ['until'], problem }] } });
    }
    if (!standing || (standing.mutedUntil === until && standing.muteReason === reason)) return null;
    return { kind: 'member.muted', standing: { ...standing, mutedUntil: until, muteReason: reason }, reason };
  },
});
