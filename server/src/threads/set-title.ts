import { canTitle } from '@atrium/shared';
import { append } from '../core/command.ts';
import { loadThread } from './root.ts';

export const setTitle = append('thread.set_title', {
  load: loadThread,
  allow: ({ actor, place }, _input, { root, thread }) => canTitle(actor, place, root, thread.flags),
  entry: (_context, { rootSeq, title }, { thread }) =>
    thread.title === title ? null : { kind: 'thread.titled', target: rootSeq, text: { title } },
});
