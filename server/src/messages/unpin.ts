import { canPin } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadTarget, targetOf } from './target.ts';

export const unpin = append('message.unpin', {
  load: loadTarget,
  allow: ({ actor, place }, _input, { message }) => canPin(actor, place, message),
  entry: (_context, _input, { message }) =>
    message.pinnedAt === null ? null : { kind: 'message.unpinned', ...targetOf(message) },
});
