import {
  AtriumError,
  canSeeMessage,
  isHere,
  type Message,
  noFlags,
  type Seq,
  type ThreadFlags,
} from '@atrium/shared';
import type { AppendContext } from '../core/command.ts';
import type { UpdateDraft } from '../core/journal/types.ts';
import { demand } from '../core/place.ts';

/** A message and the flags of the thread that it is in or begins, as of the head. */
export interface Target {
  message: Message;
  flags: ThreadFlags;
}

/** @throws {AtriumError} `not_found`; `thread_moved` for what went to another channel */
export async function loadTarget(
  { actor, core, head, place }: AppendContext,
  { seq }: { seq: Seq },
): Promise<Target> {
  const message = (await head.messages([seq])).get(seq);
  if (!message) throw new AtriumError('not_found');
  const thread = await head.thread(message.rootSeq ?? message.seq);
  demand(canSeeMessage(actor, place, message));
  demand(isHere(thread?.flags ?? noFlags));
  const author = await core.directory.get(message.authorId);
  // An imported message of somebody who was matched to a member is that member's own.
  const authorId = author?.mergedInto ?? message.authorId;
  return { message: { ...message, authorId }, flags: thread?.flags ?? noFlags };
}

/** How an update names the message. */
export function targetOf({ seq, rootSeq }: Message): { target: Seq; targetRootSeq: Seq | null } {
  return { target: seq, targetRootSeq: rootSeq };
}

/** A root that was moved here never counted as a message of the channel. */
export function deletionOf(message: Message): Extract<UpdateDraft, { kind: 'message.deleted' }> {
  const deletion = { kind: 'message.deleted', ...targetOf(message) } as const;
  return message.moved && message.rootSeq === null ? { ...deletion, uncounted: true } : deletion;
}
