import {
  type Actor,
  allowed,
  canSee,
  type FollowState,
  isThreadMuted,
  type MemberId,
  type ReadState,
  type Thread,
  unreadCount,
} from '@atrium/shared';
import { projectedJournalsOf } from '../channels/mine.ts';
import { plain } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { fromCursor, numberFromCursor, toCursor } from '../core/cursor.ts';
import { rowsBy } from '../core/gathered.ts';
import { groupBy } from '../core/group-by.ts';
import type { FollowRow } from '../core/journal/models.ts';
import type { Journal } from '../core/journal/types.ts';
import { existsFor, placeIn } from '../core/place.ts';
import { loadMarks, type Marks, toReadState } from '../reads/read-state.ts';
import { toFollow, toThreadSummaries } from './summary.ts';

/** Somebody who follows more threads than this sees the ones that they began to follow last. */
const FOLLOWED_MAX = 5_000;

export interface FollowedThread {
  thread: Thread;
  follow: FollowState;
  read: ReadState;
  unread: number;
}

const followsOf = rowsBy<FollowRow, MemberId>({
  collection: 'follows',
  field: 'memberId',
  sort: { _id: -1 },
  limit: FOLLOWED_MAX,
});

/** Every thread that a member follows or stopped following, also such as nobody has replied in yet. Rows as projected. */
export async function loadFollows({ db }: Core, actor: Actor): Promise<FollowState[]> {
  const rows = await followsOf(db.connection, actor.memberId);
  return rows.filter(({ channelId }) => existsFor(actor, channelId)).map(toFollow);
}

/**
 * The threads among them that are followed, unread ones first, then by newest activity.
 * @param journals of the channels that the member is in, and may read with what they came with
 */
export async function loadFollowed(
  actor: Actor,
  now: number,
  journals: readonly Journal[],
  follows: readonly FollowState[],
  marks: Marks,
): Promise<FollowedThread[]> {
  const byChannel = groupBy(
    follows.filter(({ following }) => following),
    (follow) => follow.channelId,
  );
  const found = await Promise.all(
    journals.map((journal) => followedIn(actor, now, journal, byChannel.get(journal.channelId) ?? [], marks)),
  );
  return found.flat().sort(unreadFirst);
}

async function followedIn(
  actor: Actor,
  now: number,
  journal: Journal,
  follows: readonly FollowState[],
  marks: Marks,
): Promise<FollowedThread[]> {
  const place = placeIn(journal, actor, now);
  const seen = follows.filter(({ rootSeq }) => place.standing && canSee(actor, place, rootSeq).ok);
  if (seen.length === 0) return [];
  const threads = await journal.threads(seen.map(({ rootSeq }) => rootSeq));
  const found = seen.map(async (follow): Promise<FollowedThread[]> => {
    const thread = threads.get(follow.rootSeq);
    if (!thread) return [];
    const read = await toReadState(journal, place.standing, thread.rootSeq, marks, thread);
    return [{ thread, follow, read, unread: unreadCount(read, thread.flags, now) }];
  });
  return (await Promise.all(found)).flat();
}

function unreadFirst(a: FollowedThread, b: FollowedThread): number {
  return Number(b.unread > 0) - Number(a.unread > 0) || b.thread.lastReplyAt - a.thread.lastReplyAt;
}

export const mine = plain('thread.mine', {
  allow: () => allowed,
  run: async ({ core, actor, now }, { filter, cursor, limit }) => {
    const journals = await projectedJournalsOf({ core, actor });
    const [follows, marks] = await Promise.all([
      loadFollows(core, actor),
      loadMarks(core.db.connection, actor.memberId),
    ]);
    const followed = await loadFollowed(actor, now, journals, follows, marks);
    const unread = followed.filter((one) => one.unread > 0);
    const wanted = filter === 'unread' ? unread : sunk(followed, now);
    const from = fromCursor(cursor, 1);
    const start = from ? numberFromCursor(from[0]!) : 0;
    const page = wanted.slice(start, start + limit);
    const order = new Map(page.map(({ thread }, index) => [`${thread.channelId}/${thread.rootSeq}`, index]));
    const byChannel = groupBy(page, ({ thread }) => thread.channelId);
    const summaries = await Promise.all(
      [...byChannel].map(async ([channelId, threads]) => {
        const journal = await core.journals.open(channelId);
        return journal
          ? toThreadSummaries(
              core,
              actor,
              now,
              journal,
              threads.map(({ thread }) => thread),
            )
          : [];
      }),
    );
    const place = ({ thread }: { thread: Thread }) => order.get(`${thread.channelId}/${thread.rootSeq}`) ?? 0;
    return {
      threads: summaries.flat().sort((a, b) => place(a) - place(b)),
      unread: unread.length,
      next: start + limit < wanted.length ? toCursor(start + limit) : null,
    };
  },
});

/** Muted threads sink below the others. */
function sunk(followed: readonly FollowedThread[], now: number): FollowedThread[] {
  const isMuted = ({ thread }: FollowedThread) => isThreadMuted(thread.flags, now);
  return [...followed.filter((one) => !isMuted(one)), ...followed.filter(isMuted)];
}
