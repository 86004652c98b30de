import { AtriumError, limits, type Message, type Seq, type Thread } from '@atrium/shared';
import type { AppendContext } from '../core/command.ts';

/** A thread as of the head, also one that has no replies yet. */
export interface Root {
  root: Message;
  thread: Thread;
}

/** @throws {AtriumError} `not_found` for what is no message of the channel itself */
export async function loadThread({ head }: AppendContext, { rootSeq }: { rootSeq: Seq }): Promise<Root> {
  const root = (await head.messages([rootSeq])).get(rootSeq);
  const thread = await head.thread(rootSeq);
  if (!root || !thread) throw new AtriumError('not_found');
  return { root, thread };
}

/** @throws {AtriumError} `invalid_input` for a time that is over, or too far away */
export function requireAhead(until: number | null, now: number): void {
  if (until === null || (until > now && until <= now + limits.muteMsMax)) return;
  const problem = 'must be a time within the next year';
  throw new AtriumError('invalid_input', { details: { fields: [{ path: ['until'], problem }] } });
}
