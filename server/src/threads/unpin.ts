import { canModerateThread } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadThread } from './root.ts';

export const unpin = append('thread.unpin', {
  load: loadThread,
  allow: ({ actor, place }, _input, { root }) => canModerateThread(actor, place, root, 'thread.pin'),
  entry: (_context, { rootSeq, reason }, { thread: { flags } }) =>
    flags.pinned === null
      ? null
      : { kind: 'thread.unpinned', target: rootSeq, flags: { ...flags, pinned: null }, reason },
});
