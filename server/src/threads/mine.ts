import {
  type Actor,
  allowed,
  type ChannelId,
  type FollowState,
  isThreadMuted,
  type ReadState,
  type Seq,
  type Thread,
  unreadCount,
} from '@atrium/shared';
import { trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { fromCursor, numberFromCursor, toCursor } from '../core/cursor.ts';
import { groupBy } from '../core/group-by.ts';
import { followModel, threadModel, toThread } from '../core/journal/models.ts';
import { projectChannelsOf } from '../core/project-channels.ts';
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

/** The threads that a member follows in channels that they are in, unread ones first, then by newest activity. */
export async function loadFollowed(core: Core, actor: Actor, now: number): Promise<FollowedThread[]> {
  const { connection } = core.db;
  // Writing in a thread follows it and moves one's mark: both must have reached their rows.
  await projectChannelsOf(core, actor.memberId);
  const rows = await followModel(connection)
    .find({ memberId: actor.memberId, following: true })
    .sort({ _id: -1 })
    .limit(FOLLOWED_MAX)
    .lean();
  const byChannel = groupBy(rows.map(toFollow), (follow) => follow.channelId);
  const marks = await loadMarks(connection, actor.memberId, [...byChannel.keys()]);
  const found = await Promise.all(
    [...byChannel].map(([channelId, follows]) => followedIn(core, actor, now, channelId, follows, marks)),
  );
  return found.flat().sort(unreadFirst);
}

/**
 * Every thread that a member follows or stopped following, also such as nobody has replied in yet. Call
 * `projectChannelsOf` first.
 */
export async function loadFollows({ db }: Core, { memberId }: Actor): Promise<FollowState[]> {
  const rows = await followModel(db.connection)
    .find({ memberId })
    .sort({ _id: -1 })
    .limit(FOLLOWED_MAX)
    .lean();
  return rows.map(toFollow);
}

async function followedIn(
  core: Core,
  actor: Actor,
  now: number,
  channelId: ChannelId,
  follows: readonly FollowState[],
  marks: Marks,
): Promise<FollowedThread[]> {
  const journal = await core.journals.open(channelId);
  const standing = journal?.standing(actor.memberId);
  if (!journal || !standing) return [];
  const followed = new Map<Seq, FollowState>(follows.map((follow) => [follow.rootSeq, follow]));
  const rows = await threadModel(core.db.connection)
    .find({ channelId, rootSeq: trusted({ $in: [...followed.keys()], $gte: standing.visibleFrom }) })
    .lean();
  return Promise.all(
    rows.map(toThread).map(async (thread) => {
      const read = await toReadState(journal, standing, thread.rootSeq, marks);
      const unread = unreadCount(read, thread.flags, now);
      return { thread, follow: followed.get(thread.rootSeq)!, read, unread };
    }),
  );
}

function unreadFirst(a: FollowedThread, b: FollowedThread): number {
  return Number(b.unread > 0) - Number(a.unread > 0) || b.thread.lastReplyAt - a.thread.lastReplyAt;
}

export const mine = plain('thread.mine', {
  allow: () => allowed,
  run: async ({ core, actor, now }, { filter, cursor, limit }) => {
    const followed = await loadFollowed(core, actor, now);
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
