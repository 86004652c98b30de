import { canModerateThread } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadThread } from './root.ts';

export const unlock = append('thread.unlock', {
  load: loadThread,
  allow: ({ actor, place }, _input, { root }) => canModerateThread(actor, place, root, 'thread.lock'),
  entry: (_context, { rootSeq, reason }, { thread: { flags } }) =>
    flags.lockedAt === null
      ? null
      : { kind: 'thread.unlocked', target: rootSeq, flags: { ...flags, lockedAt: null }, reason },
});
