/** One thread as replies and updates leave it. */
import type { ChannelId, Seq } from '../ids.ts';
import { noFlags } from '../rules/place.ts';
import type { Entry, Message, Thread } from '../schema/entry.ts';

/** How many of those who wrote in a thread its row names. */
export const threadParticipantsMax = 5;

/** A thread of which nothing is known yet but its root. */
export function newThread(channelId: ChannelId, rootSeq: Seq, updatedSeq: Seq): Thread {
  return {
    channelId,
    rootSeq,
    title: null,
    flags: noFlags,
    lastRn: 0,
    deletedReplies: 0,
    lastReplySeq: 0,
    lastReplyAt: 0,
    participantIds: [],
    updatedSeq,
  };
}

/** The thread of a root of which nothing else is known. One that was moved here is not whole yet. */
export function threadBegunBy(channelId: ChannelId, { seq, moved }: Message): Thread {
  const thread = newThread(channelId, seq, seq);
  return moved ? { ...thread, flags: { ...noFlags, moved: 'arriving' } } : thread;
}

/** The root of the thread that an entry changes, or null. */
export function threadChangedBy(entry: Entry): Seq | null {
  switch (entry.kind) {
    case 'message':
      return entry.rootSeq ?? (entry.moved ? entry.seq : null);
    case 'message.deleted':
      return entry.targetRootSeq;
    case 'thread.titled':
    case 'thread.pinned':
    case 'thread.unpinned':
    case 'thread.locked':
    case 'thread.unlocked':
    case 'thread.muted':
    case 'thread.unmuted':
    case 'thread.resolved':
    case 'thread.reopened':
    case 'thread.moved':
    case 'thread.stayed':
    case 'thread.arrived':
      return entry.target;
    default:
      return null;
  }
}

/**
 * The thread after an entry that belongs to it: the same object when the entry is not newer than the row. A new title
 * travels beside its entry; without it the row is what brings it.
 */
export function threadAfter(thread: Thread, entry: Entry, title?: { title: string | null }): Thread {
  if (entry.seq <= thread.updatedSeq || threadChangedBy(entry) !== thread.rootSeq) return thread;
  const change = changeOf(thread, entry, title);
  return change === null ? thread : { ...thread, ...change, updatedSeq: entry.seq };
}

function changeOf(
  thread: Thread,
  entry: Entry,
  title: { title: string | null } | undefined,
): Partial<Thread> | null {
  if (entry.kind === 'message') return withReply(thread, entry);
  if (entry.kind === 'message.deleted') return { deletedReplies: thread.deletedReplies + 1 };
  if (entry.kind === 'thread.titled') return title ?? null;
  return 'flags' in entry ? { flags: entry.flags } : null;
}

function withReply(thread: Thread, reply: Message): Partial<Thread> {
  const { participantIds } = thread;
  const known = participantIds.includes(reply.authorId) || participantIds.length >= threadParticipantsMax;
  return {
    lastRn: reply.rn,
    lastReplySeq: reply.seq,
    lastReplyAt: reply.moved?.at ?? reply.at,
    deletedReplies: thread.deletedReplies + (reply.moved?.wasDeleted ? 1 : 0),
    participantIds: known ? participantIds : [...participantIds, reply.authorId],
  };
}
