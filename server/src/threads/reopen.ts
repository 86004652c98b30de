import { canResolve } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadThread } from './root.ts';

export const reopen = append('thread.reopen', {
  load: loadThread,
  allow: ({ actor, place }, _input, { root, thread }) => canResolve(actor, place, root, thread.flags),
  entry: (_context, { rootSeq, reason }, { thread: { flags } }) =>
    flags.resolvedAt === null
      ? null
      : { kind: 'thread.reopened', target: rootSeq, flags: { ...flags, resolvedAt: null }, reason },
});
