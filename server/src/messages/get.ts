import { canSeeMessage } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { loadMessage } from '../core/target.ts';
import { movedTo } from '../threads/moves/moved-to.ts';

export const get = plain('message.get', {
  load: loadMessage,
  allow: ({ actor }, _input, { place, message }) => canSeeMessage(actor, place, message),
  run: async (context, { channelId }, { message }) => ({
    message,
    // What was moved is emptied here.
    movedTo: message.deletedAt === null ? null : await movedTo(context, channelId, message),
  }),
});
