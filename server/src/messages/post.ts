import { AtriumError, canPost, canSee, type Mentions, type Seq, type ThreadFlags } from '@atrium/shared';
import { append, type AppendContext } from '../core/command.ts';
import { demand } from '../core/place.ts';
import { readMentions } from './body.ts';

interface Loaded {
  mentions: Mentions;
  flags: ThreadFlags | null;
}

export const post = append('message.post', {
  load: (context, { rootSeq, body }): Loaded | Promise<Loaded> => {
    const mentions = readMentions(body);
    if (rootSeq === null) return { mentions, flags: null };
    return loadFlags(context, rootSeq).then((flags) => ({ mentions, flags }));
  },
  allow: ({ actor, place, head }, { rootSeq }, { mentions, flags }) =>
    canPost(actor, place, { rootSeq, flags, mentions, lastPostAt: head.lastPostAt(actor.memberId) }),
  entry: (_context, { rootSeq, body, action }, { mentions }) => ({
    kind: 'message',
    rootSeq,
    body,
    action,
    mentions,
    files: [],
  }),
});

/** Of the thread that is replied in. @throws {AtriumError} `not_found`, `message_deleted` */
async function loadFlags({ actor, head, place }: AppendContext, rootSeq: Seq): Promise<ThreadFlags> {
  // What is hidden is not even deleted.
  demand(canSee(actor, place, rootSeq));
  const thread = await head.thread(rootSeq);
  if (!thread) throw new AtriumError('not_found');
  if (thread.lastRn > 0) return thread.flags;
  // A discussion goes on when what it began with is deleted; it does not begin there.
  const root = (await head.messages([rootSeq])).get(rootSeq);
  if (root?.deletedAt !== null) throw new AtriumError('message_deleted');
  return thread.flags;
}
