import { canJoin } from '@atrium/shared';
import { append } from '../core/command.ts';
import { enteringStanding } from './standing.ts';

export const join = append('channel.join', {
  load: (context) => enteringStanding(context, context.actor.memberId, context.actor.role),
  allow: ({ actor, place }) => canJoin(actor, place),
  entry: ({ place }, _input, standing) =>
    place.standing ? null : { kind: 'member.joined', standing, reason: '' },
  awaitRows: true,
});
