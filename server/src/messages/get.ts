import { canSee } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { loadMessage } from '../core/target.ts';

export const get = plain('message.get', {
  load: loadMessage,
  // A reply in a thread that began before one's history belongs to what one may not see.
  allow: ({ actor }, _input, { place, message }) => canSee(actor, place, message.rootSeq ?? message.seq),
  run: async (_context, _input, { message }) => ({ message }),
});
