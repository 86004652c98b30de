import { AtriumError, canAddMember } from '@atrium/shared';
import { enteringStanding } from '../channels/standing.ts';
import { append } from '../core/command.ts';

export const add = append('member.add', {
  load: async (context, { memberId }) => {
    const member = await context.core.directory.get(memberId);
    if (!member || member.deactivatedAt !== null || member.kind === 'placeholder')
      throw new AtriumError('not_found');
    return { role: member.role, standing: await enteringStanding(context, memberId, member.role) };
  },
  allow: ({ actor, place }, _input, { role }) => canAddMember(actor, place, role),
  entry: ({ head }, { memberId }, { standing }) =>
    head.standing(memberId) ? null : { kind: 'member.added', standing, reason: '' },
  awaitRows: true,
});
