import { canSeeMessage } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { loadMessage } from '../core/target.ts';

export const get = plain('message.get', {
  load: loadMessage,
  allow: ({ actor }, _input, { place, message }) => canSeeMessage(actor, place, message),
  run: async (_context, _input, { message }) => ({ message }),
});
