import { canLeave } from '@atrium/shared';
import { append } from '../core/command.ts';

export const leave = append('channel.leave', {
  allow: ({ actor, place }) => canLeave(actor, place),
  entry: ({ actor }) => ({ kind: 'member.left', memberId: actor.memberId, reason: '' }),
  awaitRows: true,
});
