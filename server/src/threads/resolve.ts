import { canResolve } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadThread } from './root.ts';

export const resolve = append('thread.resolve', {
  load: loadThread,
  allow: ({ actor, place }, _input, { root, thread }) => canResolve(actor, place, root, thread.flags),
  entry: ({ now }, { rootSeq, reason }, { thread: { flags } }) =>
    flags.resolvedAt !== null
      ? null
      : { kind: 'thread.resolved', target: rootSeq, flags: { ...flags, resolvedAt: now }, reason },
});
