import { canModerateThread } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadThread } from './root.ts';

export const lock = append('thread.lock', {
  load: loadThread,
  allow: ({ actor, place }, _input, { root }) => canModerateThread(actor, place, root, 'thread.lock'),
  entry: ({ now }, { rootSeq, reason }, { thread: { flags } }) =>
    flags.lockedAt !== null
      ? null
      : { kind: 'thread.locked', target: rootSeq, flags: { ...flags, lockedAt: now }, reason },
});
