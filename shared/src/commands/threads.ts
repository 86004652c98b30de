import * as z from 'zod';
import { limits } from '../limits.ts';
import { followState, readState } from '../schema/own.ts';
import { channelId, clientId, line, pageSize, reason, seq, time } from '../schema/primitives.ts';
import { defineCommand } from './define.ts';
import { appended, cursor, historyPage, nextCursor, threadSummary } from './results.ts';

const onThread = { channelId, clientId, rootSeq: seq };
const why = { reason: reason.default('') };
const page = { cursor: cursor.optional(), limit: pageSize.default(limits.pageSizeDefault) };

function moderation<const Name extends string>(name: Name, summary: string) {
  return defineCommand({
    name,
    summary,
    input: z.strictObject({ ...onThread, ...why }),
    output: appended,
    rate: 'write',
  });
}

export const threadList = defineCommand({
  name: 'thread.list',
  summary: 'A channel’s discussions: pinned on top, then by newest activity; muted ones sink.',
  input: z.strictObject({
    channelId,
    filter: z.enum(['all', 'followed', 'unresolved', 'resolved']).default('all'),
    ...page,
  }),
  output: z.strictObject({ threads: z.array(threadSummary), next: nextCursor }),
  rate: 'read',
});
export const threadMine = defineCommand({
  name: 'thread.mine',
  summary: 'The threads that you follow, over all channels: unread ones first, then by newest activity.',
  input: z.strictObject({ filter: z.enum(['all', 'unread']).default('all'), ...page }),
  output: z.strictObject({ threads: z.array(threadSummary), unread: z.int().min(0), next: nextCursor }),
  rate: 'read',
});
export const threadOpen = defineCommand({
  name: 'thread.open',
  summary: 'One thread: its root, its state, and the page around your first unread reply.',
  input: z.strictObject({
    channelId,
    rootSeq: seq,
    around: z.union([seq, z.literal('unread'), z.literal('newest')]).default('unread'),
    limit: pageSize.default(limits.pageSizeDefault),
  }),
  output: z.strictObject({ summary: threadSummary, page: historyPage }),
  rate: 'read',
});
export const threadSetTitle = defineCommand({
  name: 'thread.set_title',
  summary: 'Give a thread a title, or take it away (null).',
  input: z.strictObject({ ...onThread, title: line(limits.threadTitleLength, 1).nullable() }),
  output: appended,
  rate: 'write',
});
export const threadFollow = defineCommand({
  name: 'thread.follow',
  summary: 'Be told of replies in a thread.',
  input: z.strictObject({ channelId, rootSeq: seq }),
  output: z.strictObject({ follow: followState, read: readState }),
  rate: 'write',
});
export const threadUnfollow = defineCommand({
  name: 'thread.unfollow',
  summary: 'Stop being told of replies in a thread.',
  input: z.strictObject({ channelId, rootSeq: seq }),
  output: z.strictObject({ follow: followState }),
  rate: 'write',
});
export const threadResolve = moderation('thread.resolve', 'Mark a thread as done.');
export const threadReopen = moderation('thread.reopen', 'Mark a thread as not done.');
export const threadPin = defineCommand({
  name: 'thread.pin',
  summary: 'Pin a thread to the top of the channel’s list, for good or until a time.',
  input: z.strictObject({ ...onThread, ...why, until: time.nullable().default(null) }),
  output: appended,
  rate: 'write',
});
export const threadUnpin = moderation('thread.unpin', 'Undo `thread.pin`.');
export const threadLock = moderation('thread.lock', 'Let only moderators write in a thread.');
export const threadUnlock = moderation('thread.unlock', 'Undo `thread.lock`.');
export const threadMute = defineCommand({
  name: 'thread.mute',
  summary:
    'Mute a thread for everybody, for good or until a time: nobody is notified, nothing in it counts as unread.',
  input: z.strictObject({ ...onThread, ...why, until: time.nullable().default(null) }),
  output: appended,
  rate: 'write',
});
export const threadUnmute = moderation('thread.unmute', 'Undo `thread.mute`.');
export const threadMove = defineCommand({
  name: 'thread.move',
  summary:
    'Move a thread, its root and all replies, to another channel. What was said here is emptied; a stub stays. Answers where the thread is now.',
  input: z.strictObject({ ...onThread, toChannelId: channelId, ...why }),
  output: z.strictObject({ channelId, rootSeq: seq }),
  rate: 'bulk',
});
