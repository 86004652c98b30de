import { allowed, denied } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { loadConversation } from '../core/place.ts';
import { setMark } from './set-mark.ts';

export const mark = plain('read.mark', {
  load: loadConversation,
  allow: (_context, _input, { place }) => (place.standing ? allowed : denied('forbidden')),
  run: async ({ core, actor }, { rootSeq, seq }, { journal }) => ({
    read: await setMark(core, actor.memberId, journal, rootSeq, seq, 'up'),
  }),
});
