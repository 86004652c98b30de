/**
 * The journal's rows as they travel. A message's entry *is* its row: it carries the message as it now stands. Update
 * entries name their target and what changed, absolutely; text (an edited body, a thread's title) is never in an update
 * entry: the packet brings the target's present state along, so that there is one copy to delete.
 */
import * as z from 'zod';
import { limits } from '../limits.ts';
import { channel, channelSettings, standing } from './channel.ts';
import {
  channelId,
  clientId,
  emoji,
  epoch,
  fileId,
  memberId,
  reason,
  seq,
  seqOrZero,
  time,
} from './primitives.ts';

export const mentions = z.strictObject({
  members: z.array(memberId),
  /** `@channel` notifies everybody in it, `@here` those who are online. */
  everyone: z.enum(['channel', 'here']).nullable(),
});

export const reaction = z.strictObject({ emoji, memberIds: z.array(memberId) });

/** A file in a message. `imported` files have metadata only: their content stayed where they came from. */
export const fileRef = z.strictObject({
  id: fileId,
  name: z.string(),
  type: z.string(),
  size: z.int().min(0),
  imported: z.boolean(),
});

const common = {
  seq,
  at: time,
  authorId: memberId,
  /** How many messages outside threads the channel had up to here: unread is a subtraction of two of these. */
  n: z.int().min(0),
};

export const message = z
  .strictObject({
    ...common,
    kind: z.literal('message'),
    clientId: clientId.nullable(),
    /** The root of the thread that this is a reply in; null for a message in the channel itself. */
    rootSeq: seq.nullable(),
    /** Which reply of its thread this is: 1, 2, 3 …; 0 for a message in the channel itself. */
    rn: z.int().min(0),
    /** Markdown source; empty once deleted. */
    body: z.string().max(limits.messageBodyLength * 4),
    /** Said as an action ("/me waves"). */
    action: z.boolean(),
    mentions,
    reactions: z.array(reaction),
    files: z.array(fileRef),
    pinnedAt: time.nullable(),
    editedAt: time.nullable(),
    deletedAt: time.nullable(),
    /** The seq of the last update applied to this row; its own seq when there was none. */
    updatedSeq: seq,
    /**
     * Of a message that was moved here with its thread: when it was said (`at` is when it came here), and whether it had
     * been deleted before that. It is news to nobody: no mark and no count of the channel itself changes by it.
     */
    moved: z.strictObject({ at: time, wasDeleted: z.boolean() }).optional(),
  })
  .meta({ id: 'Message', description: 'A message as it now stands' });
export type Message = z.infer<typeof message>;
export type Mentions = z.infer<typeof mentions>;
export type Reaction = z.infer<typeof reaction>;
export type FileRef = z.infer<typeof fileRef>;

/** What moderators and authors made of a thread. Absolute: an entry carries all of it. Null means "not". */
export const threadFlags = z.strictObject({
  /** `until: null` is until undone. */
  pinned: z.strictObject({ until: time.nullable() }).nullable(),
  muted: z.strictObject({ until: time.nullable() }).nullable(),
  lockedAt: time.nullable(),
  resolvedAt: time.nullable(),
  /**
   * `away`: it was moved to another channel, and stays here as a stub. `arriving`: it is on its way into this channel, and
   * nobody writes in it until `thread.arrived` says that all of it is here. Absent for all others.
   */
  moved: z.enum(['away', 'arriving']).optional(),
});
export type ThreadFlags = z.infer<typeof threadFlags>;

export const thread = z
  .strictObject({
    channelId,
    rootSeq: seq,
    title: z.string().max(limits.threadTitleLength).nullable(),
    flags: threadFlags,
    /** Ordinal of the last reply (deleted ones included), and how many of the replies were deleted since. */
    lastRn: z.int().min(0),
    deletedReplies: z.int().min(0),
    lastReplySeq: seqOrZero,
    lastReplyAt: time,
    /** Up to five people who wrote here, the first first. */
    participantIds: z.array(memberId),
    updatedSeq: seq,
  })
  .meta({ id: 'Thread', description: 'A root message and its replies, seen as a discussion' });
export type Thread = z.infer<typeof thread>;

const update = { ...common, clientId: clientId.nullable() };
const channelKinds = [
  'channel.renamed',
  'channel.described',
  'channel.archived',
  'channel.unarchived',
  'channel.policy_set',
  'channel.shared',
] as const;
const standingKinds = [
  'member.joined',
  'member.added',
  'member.role_set',
  'member.muted',
  'member.unmuted',
] as const;
const leaveKinds = ['member.left', 'member.removed'] as const;
const threadKinds = [
  'thread.pinned',
  'thread.unpinned',
  'thread.locked',
  'thread.unlocked',
  'thread.muted',
  'thread.unmuted',
  'thread.resolved',
  'thread.reopened',
  /** It goes to another channel. Which one is not said here: not everybody here may know of it. */
  'thread.moved',
  /** It did not go after all: the other channel would not take it any more. */
  'thread.stayed',
  /** All of a thread that was moved here is here. */
  'thread.arrived',
] as const;

export const updateEntry = z.discriminatedUnion('kind', [
  z.strictObject({ ...update, kind: z.literal('channel.created'), channel }),
  z.strictObject({ ...update, kind: z.enum(channelKinds), set: channelSettings.partial() }),
  z.strictObject({ ...update, kind: z.enum(standingKinds), standing, reason }),
  z.strictObject({ ...update, kind: z.enum(leaveKinds), memberId, reason }),
  z.strictObject({
    ...update,
    kind: z.literal('message.edited'),
    target: seq,
    targetRootSeq: seq.nullable(),
  }),
  z.strictObject({
    ...update,
    kind: z.literal('message.deleted'),
    target: seq,
    targetRootSeq: seq.nullable(),
    /** The target never counted as a message of the channel: it had been moved here. */
    uncounted: z.literal(true).optional(),
  }),
  z.strictObject({
    ...update,
    kind: z.literal('message.reacted'),
    target: seq,
    targetRootSeq: seq.nullable(),
    emoji,
    on: z.boolean(),
  }),
  z.strictObject({
    ...update,
    kind: z.enum(['message.pinned', 'message.unpinned']),
    target: seq,
    targetRootSeq: seq.nullable(),
  }),
  z.strictObject({ ...update, kind: z.literal('thread.titled'), target: seq }),
  z.strictObject({ ...update, kind: z.enum(threadKinds), target: seq, flags: threadFlags, reason }),
  /** Fills a hole that a failed writer left; means nothing. */
  z.strictObject({ ...update, kind: z.literal('noop') }),
]);
export type UpdateEntry = z.infer<typeof updateEntry>;

/** What a reader whose history begins later gets in place of an entry (or of an update to one) before it. */
export const hiddenEntry = z.strictObject({ seq, hidden: z.literal(true) });
export type HiddenEntry = z.infer<typeof hiddenEntry>;

/** An entry that the server keeps. */
export type Entry = Message | UpdateEntry;
export type EntryKind = Entry['kind'];
/** An entry as one reader sees it. */
export const seenEntry = z.union([message, updateEntry, hiddenEntry]).meta({ id: 'Entry' });
export type SeenEntry = Entry | HiddenEntry;

/**
 * Entries of one channel in seq order, contiguous. `messages` and `threads` hold the present state of what
 * `message.edited` and `thread.titled` name (it may be newer than the entry: apply by `updatedSeq`).
 */
export const entriesPacket = z
  .strictObject({
    channelId,
    epoch,
    entries: z.array(seenEntry),
    messages: z.array(message).optional(),
    threads: z.array(thread).optional(),
  })
  .meta({ id: 'EntriesPacket' });
export type EntriesPacket = z.infer<typeof entriesPacket>;
