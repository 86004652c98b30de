import { canModerateThread } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadThread } from './root.ts';

export const unmute = append('thread.unmute', {
  load: loadThread,
  allow: ({ actor, place }, _input, { root }) => canModerateThread(actor, place, root, 'thread.mute'),
  entry: (_context, { rootSeq, reason }, { thread: { flags } }) =>
    flags.muted === null
      ? null
      : { kind: 'thread.unmuted', target: rootSeq, flags: { ...flags, muted: null }, reason },
});
