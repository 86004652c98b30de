import { AtriumError, type Message, noFlags, type Seq, type ThreadFlags } from '@atrium/shared';
import type { AppendContext } from '../core/command.ts';

/** A message and the flags of the thread that it is in or begins, as of the head. */
export interface Target {
  message: Message;
  flags: ThreadFlags;
}

/** @throws {AtriumError} `not_found` */
export async function loadTarget({ core, head }: AppendContext, { seq }: { seq: Seq }): Promise<Target> {
  const message = (await head.messages([seq])).get(seq);
  if (!message) throw new AtriumError('not_found');
  const thread = await head.thread(message.rootSeq ?? message.seq);
  const author = await core.directory.get(message.authorId);
  // An imported message of somebody who was matched to a member is that member's own.
  const authorId = author?.mergedInto ?? message.authorId;
  return { message: { ...message, authorId }, flags: thread?.flags ?? noFlags };
}

/** How an update names the message. */
export function targetOf({ seq, rootSeq }: Message): { target: Seq; targetRootSeq: Seq | null } {
  return { target: seq, targetRootSeq: rootSeq };
}
