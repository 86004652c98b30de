import {
  type Actor,
  canSee,
  type FollowState,
  type MemberId,
  type Message,
  type Seq,
  type Thread,
  type ThreadSummary,
} from '@atrium/shared';
import { trusted } from 'mongoose';
import type { Core } from '../core/core.ts';
import { followModel, type FollowRow } from '../core/journal/models.ts';
import type { Journal } from '../core/journal/types.ts';
import { placeIn } from '../core/place.ts';
import { loadMarks, toReadState } from '../reads/read-state.ts';

/**
 * Threads of one channel as a list shows them to one member, in the order given. Roots that the member may not see are
 * left out. Call `journal.projected()` first.
 */
export async function toThreadSummaries(
  core: Core,
  actor: Actor,
  now: number,
  journal: Journal,
  threads: readonly Thread[],
): Promise<ThreadSummary[]> {
  const place = placeIn(journal, actor, now);
  const seen = threads.filter((thread) => canSee(actor, place, thread.rootSeq).ok);
  const wanted = seen.flatMap(({ rootSeq, lastReplySeq }) => [
    rootSeq,
    ...(lastReplySeq ? [lastReplySeq] : []),
  ]);
  const [messages, follows, marks] = await Promise.all([
    journal.messages(wanted),
    loadFollows(
      core,
      actor.memberId,
      journal,
      seen.map(({ rootSeq }) => rootSeq),
    ),
    loadMarks(core.db.connection, actor.memberId, [journal.channelId]),
  ]);
  const summaries = seen.map(async (thread): Promise<ThreadSummary | null> => {
    const root: Message | undefined = messages.get(thread.rootSeq);
    if (!root) return null;
    const follow = follows.get(thread.rootSeq) ?? null;
    const read = follow?.following
      ? await toReadState(journal, place.standing, thread.rootSeq, marks, thread)
      : null;
    return { thread, root, read, follow, lastReply: messages.get(thread.lastReplySeq) ?? null };
  });
  const found = (await Promise.all(summaries)).filter((summary) => summary !== null);
  // Reading may have brought in newer entries, the actor's removal among them: what is sent is allowed as of all of them.
  const since = placeIn(journal, actor, now);
  return found.filter(({ thread }) => canSee(actor, since, thread.rootSeq).ok);
}

async function loadFollows(
  core: Core,
  memberId: MemberId,
  { channelId }: Journal,
  rootSeqs: readonly Seq[],
): Promise<Map<Seq, FollowState>> {
  const rows = await followModel(core.db.connection)
    .find({ channelId, rootSeq: trusted({ $in: [...rootSeqs] }), memberId })
    .lean();
  return new Map(rows.map((row) => [row.rootSeq, toFollow(row)]));
}

export function toFollow({ channelId, rootSeq, following, why, asOf }: FollowRow): FollowState {
  return { channelId, rootSeq, following, why, asOf };
}
