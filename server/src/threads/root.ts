import { AtriumError, canSee, isHere, limits, type Message, type Seq, type Thread } from '@atrium/shared';
import type { AppendContext } from '../core/command.ts';
import { demand } from '../core/place.ts';

/** A thread as of the head, also one that has no replies yet. */
export interface Root {
  root: Message;
  thread: Thread;
}

/** @throws {AtriumError} `not_found` for what is no message of the channel itself; `thread_moved` */
export async function loadThread(context: AppendContext, input: { rootSeq: Seq }): Promise<Root> {
  const found = await loadRoot(context, input);
  demand(isHere(found.thread.flags));
  return found;
}

/** The same, also of a thread that went to another channel. */
export async function loadRoot(
  { actor, head, place }: Pick<AppendContext, 'actor' | 'head' | 'place'>,
  { rootSeq }: { rootSeq: Seq },
): Promise<Root> {
  const root = (await head.messages([rootSeq])).get(rootSeq);
  const thread = await head.thread(rootSeq);
  if (!root || !thread) throw new AtriumError('not_found');
  demand(canSee(actor, place, rootSeq));
  return { root, thread };
}

/** @throws {AtriumError} `invalid_input` for a time that is over, or too far away */
export function requireAhead(until: number | null, now: number): void {
  if (until === null || (until > now && until <= now + limits.muteMsMax)) return;
  const problem = 'must be a time within the next year';
  throw new AtriumError('invalid_input', { details: { fields: [{ path: ['until'], problem }] } });
}
