/** All of it is there: from this entry on the thread is one like any other in its channel. */
import { isOnUntil, limits, type Seq, type ThreadFlags } from '@atrium/shared';
import type { Head } from '../../core/journal/types.ts';
import type { Move } from './complete.ts';

export async function arrive({ core, target, fence }: Move, newRootSeq: Seq): Promise<void> {
  const { title, moverId: authorId, digest } = fence;
  if (title !== null) {
    await target.append({
      ...{ authorId, digest, clientId: fence.idFor('title') },
      decide: () => ({ kind: 'thread.titled', target: newRootSeq, text: { title } }),
    });
  }
  await target.append({
    ...{ authorId, digest, clientId: fence.idFor('arrive') },
    decide: async (_state, head) => {
      const thread = await head.thread(newRootSeq);
      if (thread?.flags.moved !== 'arriving') return null;
      const flags = await fitting(fence.flags, head, core.clock());
      // The reason was given to the people of the channel that it left.
      return { kind: 'thread.arrived', target: newRootSeq, flags, reason: '' };
    },
  });
}

/** A channel that has as many pinned threads as it may have gets one that is not pinned. */
async function fitting(flags: ThreadFlags, head: Head, now: number): Promise<ThreadFlags> {
  if (!flags.pinned) return flags;
  const pinned = [...(await head.pinnedThreads()).values()].filter(({ until }) => isOnUntil(until, now));
  return pinned.length < limits.threadPinsPerChannel ? flags : { ...flags, pinned: null };
}
