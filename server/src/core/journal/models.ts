/**
 * The projections of journals as collections. The journal writes them (absolutely, and guarded by seqs, so that doing it
 * twice is doing it once); features read them, and write `reads` and `follows` where it is the person's own choice.
 */
import type { Channel, ChannelId, MemberId, NoticeReason, Seq, Standing, Thread } from '@atrium/shared';
import { type Connection, type Model, Schema } from 'mongoose';
import { moveModel } from './move-model.ts';

export interface ChannelRow extends Omit<Channel, 'id'> {
  _id: ChannelId;
  /** Of a direct conversation: its people; absent for others. Unique. */
  directKey?: string;
  /** Rows of this channel are as of this entry or newer. */
  projectedSeq: Seq;
  /** Messages outside threads. */
  headN: number;
  headAt: number;
  lastMessageAt: number | null;
  /** The newest root that was moved here; absent in rows from before there was moving. */
  lastMovedSeq?: Seq;
  /** The newest version of entries that the rows were made from; absent: 1. Whoever knows less must not read them. */
  entryVersion?: number;
  memberCount: number;
}

/** Stays when somebody leaves (`present: false`): a mute outlives leaving, and an old writer cannot bring them back. */
export interface StandingRow extends Standing {
  channelId: ChannelId;
  present: boolean;
  updatedSeq: Seq;
}

export type ThreadRow = Thread;

/** `rootSeq` of the channel itself, where a row is of a channel or of a thread. */
export const channelItself = 0;

export interface FollowRow {
  channelId: ChannelId;
  rootSeq: Seq;
  memberId: MemberId;
  following: boolean;
  why: 'started' | 'replied' | 'mentioned' | 'chosen';
  /** The head when it was set: what an earlier entry says does not change it any more. */
  asOf: Seq;
}

export interface ReadRow {
  channelId: ChannelId;
  /** {@link channelItself} or a thread's root. */
  rootSeq: number;
  memberId: MemberId;
  markSeq: Seq;
  markN: number;
  /** The head when it was set: an own message before that does not move it any more. */
  asOf: Seq;
}

/** Stands for everybody who was in the channel then (`joinedSeq < seq`) and is now, but the author. */
export const everyone = '*';

/**
 * One thing that happened to somebody. For `@channel` and `@here` there is one row, with {@link everyone} in place of the
 * member, however many people are in the channel: whoever lists activity merges it with the member's own rows (theirs
 * wins), for the channels that they are in.
 */
export interface ActivityRow {
  channelId: ChannelId;
  memberId: MemberId | typeof everyone;
  seq: Seq;
  rootSeq: Seq | null;
  reason: NoticeReason;
  at: number;
  authorId: MemberId;
}

const text = { type: String, required: true };
const number = { type: Number, required: true };
const options = { versionKey: false, minimize: false, id: false } as const;

const channelSchema = new Schema<ChannelRow>(
  {
    _id: text,
    kind: text,
    name: { type: String, default: '' },
    topic: { type: String, default: '' },
    purpose: { type: String, default: '' },
    postingPolicy: text,
    slowModeMs: number,
    archivedAt: { type: Number, default: null },
    sharedWith: { type: [String], default: [] },
    createdBy: text,
    createdAt: number,
    directMemberIds: { type: [String], default: [] },
    directKey: String,
    projectedSeq: number,
    headN: number,
    headAt: number,
    lastMessageAt: { type: Number, default: null },
    lastMovedSeq: Number,
    entryVersion: Number,
    memberCount: number,
  },
  { ...options, collection: 'channels' },
);
channelSchema.index(
  { directKey: 1 },
  { unique: true, partialFilterExpression: { directKey: { $exists: true } } },
);
channelSchema.index({ kind: 1, name: 1 });

const standingSchema = new Schema<StandingRow>(
  {
    channelId: text,
    memberId: text,
    present: { type: Boolean, required: true },
    role: text,
    mutedUntil: { type: Number, default: null },
    muteReason: { type: String, default: '' },
    visibleFrom: number,
    joinedSeq: number,
    updatedSeq: number,
  },
  { ...options, collection: 'standings' },
);
standingSchema.index({ channelId: 1, memberId: 1 }, { unique: true });
standingSchema.index({ memberId: 1, present: 1 });

const threadSchema = new Schema<ThreadRow>(
  {
    channelId: text,
    rootSeq: number,
    title: { type: String, default: null },
    flags: { type: Object, required: true },
    lastRn: number,
    deletedReplies: number,
    lastReplySeq: number,
    lastReplyAt: number,
    participantIds: { type: [String], default: [] },
    updatedSeq: number,
  },
  { ...options, collection: 'threads' },
);
threadSchema.index({ channelId: 1, rootSeq: 1 }, { unique: true });
threadSchema.index({ channelId: 1, lastReplySeq: -1 });

const followSchema = new Schema<FollowRow>(
  {
    channelId: text,
    rootSeq: number,
    memberId: text,
    following: { type: Boolean, required: true },
    why: text,
    asOf: number,
  },
  { ...options, collection: 'follows' },
);
followSchema.index({ channelId: 1, rootSeq: 1, memberId: 1 }, { unique: true });
followSchema.index({ memberId: 1, following: 1 });

const readSchema = new Schema<ReadRow>(
  { channelId: text, rootSeq: number, memberId: text, markSeq: number, markN: number, asOf: number },
  { ...options, collection: 'reads' },
);
readSchema.index({ channelId: 1, rootSeq: 1, memberId: 1 }, { unique: true });
readSchema.index({ memberId: 1 });

const activitySchema = new Schema<ActivityRow>(
  {
    channelId: text,
    memberId: text,
    seq: number,
    rootSeq: { type: Number, default: null },
    reason: text,
    at: number,
    authorId: text,
  },
  { ...options, collection: 'activity' },
);
activitySchema.index({ channelId: 1, memberId: 1, seq: 1 }, { unique: true });
activitySchema.index({ channelId: 1, seq: 1 });
activitySchema.index({ memberId: 1, at: -1 });

export function channelModel(connection: Connection): Model<ChannelRow> {
  return (
    (connection.models['Channel'] as Model<ChannelRow> | undefined) ??
    connection.model<ChannelRow>('Channel', channelSchema)
  );
}

export function standingModel(connection: Connection): Model<StandingRow> {
  return (
    (connection.models['Standing'] as Model<StandingRow> | undefined) ??
    connection.model<StandingRow>('Standing', standingSchema)
  );
}

export function threadModel(connection: Connection): Model<ThreadRow> {
  return (
    (connection.models['Thread'] as Model<ThreadRow> | undefined) ??
    connection.model<ThreadRow>('Thread', threadSchema)
  );
}

export function followModel(connection: Connection): Model<FollowRow> {
  return (
    (connection.models['Follow'] as Model<FollowRow> | undefined) ??
    connection.model<FollowRow>('Follow', followSchema)
  );
}

export function readModel(connection: Connection): Model<ReadRow> {
  return (
    (connection.models['Read'] as Model<ReadRow> | undefined) ?? connection.model<ReadRow>('Read', readSchema)
  );
}

export function activityModel(connection: Connection): Model<ActivityRow> {
  return (
    (connection.models['Activity'] as Model<ActivityRow> | undefined) ??
    connection.model<ActivityRow>('Activity', activitySchema)
  );
}

/** Makes the indexes of entries and of all projections; those that are there already stay. */
export async function createJournalIndexes(connection: Connection): Promise<void> {
  await channelModel(connection).createIndexes();
  await standingModel(connection).createIndexes();
  await threadModel(connection).createIndexes();
  await followModel(connection).createIndexes();
  await readModel(connection).createIndexes();
  await activityModel(connection).createIndexes();
  await moveModel(connection).createIndexes();
  await connection.collection('entries').createIndexes([
    { key: { channelId: 1, seq: 1 }, unique: true, name: 'seq' },
    { key: { channelId: 1, authorId: 1, clientId: 1 }, unique: true, name: 'client_id' },
    { key: { channelId: 1, lane: 1, seq: 1 }, name: 'lane' },
    {
      key: { channelId: 1, pinnedAt: 1 },
      name: 'pinned',
      partialFilterExpression: { pinnedAt: { $exists: true } },
    },
    {
      key: { channelId: 1, lane: 1, deletedAt: 1 },
      name: 'deleted',
      partialFilterExpression: { deletedAt: { $exists: true } },
    },
  ]);
}

export function toChannel(row: ChannelRow): Channel {
  return {
    id: row._id,
    kind: row.kind,
    name: row.name,
    topic: row.topic,
    purpose: row.purpose,
    postingPolicy: row.postingPolicy,
    slowModeMs: row.slowModeMs,
    archivedAt: row.archivedAt,
    sharedWith: row.sharedWith,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    directMemberIds: row.directMemberIds,
  };
}

export function toStanding({
  memberId,
  role,
  mutedUntil,
  muteReason,
  visibleFrom,
  joinedSeq,
}: StandingRow): Standing {
  return { memberId, role, mutedUntil, muteReason, visibleFrom, joinedSeq };
}

export function toThread(row: ThreadRow): Thread {
  return {
    channelId: row.channelId,
    rootSeq: row.rootSeq,
    title: row.title,
    flags: row.flags,
    lastRn: row.lastRn,
    deletedReplies: row.deletedReplies,
    lastReplySeq: row.lastReplySeq,
    lastReplyAt: row.lastReplyAt,
    participantIds: row.participantIds,
    updatedSeq: row.updatedSeq,
  };
}
