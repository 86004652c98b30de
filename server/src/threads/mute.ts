import { canModerateThread } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadThread, requireAhead } from './root.ts';

export const mute = append('thread.mute', {
  load: loadThread,
  allow: ({ actor, place }, _input, { root }) => canModerateThread(actor, place, root, 'thread.mute'),
  entry: ({ now }, { rootSeq, until, reason }, { thread: { flags } }) => {
    requireAhead(until, now);
    if (flags.muted?.until === until) return null;
    return { kind: 'thread.muted', target: rootSeq, flags: { ...flags, muted: { until } }, reason };
  },
});
