import {
  AtriumError,
  allowed,
  canMoveThread,
  canRead,
  canTakeThread,
  limits,
  newId,
  noFlags,
  type ParsedInput,
} from '@atrium/shared';
import { type CommandContext, plain } from '../core/command.ts';
import { digestOf } from '../core/digest.ts';
import type { Head, Journal, UpdateDraft } from '../core/journal/types.ts';
import { demand, placeIn } from '../core/place.ts';
import { completeMove } from './moves/complete.ts';
import { loadRoot } from './root.ts';

type Input = ParsedInput<'thread.move'>;

export const move = plain('thread.move', {
  load: async ({ core }, { channelId, toChannelId }) => {
    if (toChannelId === channelId) {
      const problem = 'must be another channel';
      throw new AtriumError('invalid_input', { details: { fields: [{ path: ['toChannelId'], problem }] } });
    }
    const source = await core.journals.open(channelId);
    if (!source) throw new AtriumError('not_found');
    return { source, target: await core.journals.open(toChannelId) };
  },
  // It is decided at the source's head, so that a second try finds what the first one did before it is refused.
  allow: () => allowed,
  run: async (context, input, { source, target }) => {
    const { core, actor } = context;
    const { seq: fenceSeq } = await source.append({
      authorId: actor.memberId,
      clientId: input.clientId,
      digest: digestOf('thread.move', input),
      decide: (_state, head) => sendAway(context, input, head, target),
    });
    return completeMove(core, { channelId: input.channelId, rootSeq: input.rootSeq, fenceSeq }, actor);
  },
});

/** The fence: nothing is written in the thread here from this entry on. */
async function sendAway(
  { actor, now }: CommandContext,
  { rootSeq, toChannelId, reason }: Input,
  head: Head,
  target: Journal | null,
): Promise<UpdateDraft> {
  const place = placeIn(head, actor, now);
  demand(canRead(actor, place));
  const { root, thread } = await loadRoot({ actor, head, place }, { rootSeq });
  demand(canMoveThread(actor, place, root, thread.flags));
  if (!target) throw new AtriumError('not_found');
  demand(canTakeThread(actor, placeIn(target, actor, now)));
  if (root.deletedAt !== null && thread.lastRn === thread.deletedReplies)
    throw new AtriumError('message_deleted');
  if (thread.lastRn > limits.threadMoveRepliesMax) throw new AtriumError('limit_reached');
  return {
    kind: 'thread.moved',
    target: rootSeq,
    flags: { ...noFlags, moved: 'away' },
    reason,
    text: { toChannelId, salt: newId(), flags: thread.flags },
  };
}
