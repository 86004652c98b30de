/** Lists of threads: what the server listed, kept up to date by the journals. */
import {
  type ChannelId,
  isThreadMuted,
  isThreadPinned,
  type Message,
  type Position,
  type Thread,
  type ThreadSummary,
} from '@atrium/shared';
import { conversationOf, keyOf } from './conversation.ts';
import { titleOf } from './titles.ts';
import type { ThreadItem, ThreadView } from './views.ts';
import type { Workspace } from './workspace.ts';

/** Where each channel was before a list was asked for: the rows of the answer are at least as new. */
export function positionsOf(workspace: Workspace): Map<ChannelId, Position> {
  return new Map([...workspace.book.all()].map((record) => [record.id, record.position]));
}

/** Takes the rows of a list in, so that later entries keep them up to date. */
export function absorbThreads(
  workspace: Workspace,
  summaries: readonly ThreadSummary[],
  before: Map<ChannelId, Position>,
): void {
  const { book, reads } = workspace;
  for (const { thread, root, lastReply, follow, read } of summaries) {
    const asOf = before.get(thread.channelId);
    const entries = [root, ...(lastReply ? [lastReply] : [])];
    if (asOf) book.get(thread.channelId)?.absorb({ entries, threads: [thread], asOf });
    if (follow) reads.putFollows([follow]);
    if (read) reads.put([read]);
  }
}

export function toThreadView(
  workspace: Workspace,
  channelId: ChannelId,
  thread: Thread,
  root: Message,
): ThreadView {
  const { reads } = workspace;
  const conversation = conversationOf(channelId, thread.rootSeq);
  const now = workspace.serverNow();
  return {
    thread,
    root,
    follow: reads.follow(conversation),
    following: reads.isFollowing(conversation),
    unread: reads.unread(conversation),
    replies: thread.lastRn - thread.deletedReplies,
    muted: isThreadMuted(thread.flags, now),
    pinned: isThreadPinned(thread.flags, now),
    locked: thread.flags.lockedAt !== null,
    resolved: thread.flags.resolvedAt !== null,
  };
}

export function toThreadItem(workspace: Workspace, summary: ThreadSummary): ThreadItem {
  const { channelId, rootSeq } = summary.thread;
  const journal = workspace.book.get(channelId)?.journal;
  const thread = journal?.threads.get(rootSeq) ?? summary.thread;
  const root = journal?.messages.get(rootSeq) ?? summary.root;
  return {
    ...toThreadView(workspace, channelId, thread, root),
    key: keyOf({ channelId, rootSeq }),
    channelId,
    rootSeq,
    channelTitle: journal ? titleOf(journal.channel, workspace.self, workspace.members) : '',
    lastReply: (journal?.messages.get(thread.lastReplySeq) as Message | undefined) ?? summary.lastReply,
  };
}

export function sameItem(a: ThreadItem, b: ThreadItem): boolean {
  return (Object.keys(a) as (keyof ThreadItem)[]).every((key) => a[key] === b[key]);
}
