import { AtriumError, canAddMember, canUse } from '@atrium/shared';
import { enteringStanding } from '../channels/standing.ts';
import { append } from '../core/command.ts';
import { demand } from '../core/place.ts';

export const add = append('member.add', {
  load: async (context, { memberId }) => {
    // Before anybody is looked up: a guest must not learn from the answer whether an id is somebody's.
    demand(canUse(context.actor, context.place, 'member.add'));
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
