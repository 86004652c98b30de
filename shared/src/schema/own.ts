/** What belongs to one member alone and is in no journal: marks, follows, activity, drafts, preferences. */
import * as z from 'zod';
import { limits } from '../limits.ts';
import { channelId, clientId, line, memberId, plainId, seq, seqOrZero, text, time } from './primitives.ts';

/** The channel itself, or one of its threads. */
export const conversation = { channelId, rootSeq: seq.nullable() };

/**
 * How far somebody has read, and what follows from it. `unread = headN - markN - deletedAfter`, all as of entry `asOf`
 * of the channel's journal: a reader at a later position adds what the entries in between say.
 */
export const readState = z
  .strictObject({
    ...conversation,
    markSeq: seqOrZero,
    /** Ordinal (`n` of the channel, `rn` of the thread) of the last message at or before the mark. */
    markN: z.int().min(0),
    headN: z.int().min(0),
    deletedAfter: z.int().min(0),
    asOf: seqOrZero,
  })
  .meta({ id: 'ReadState' });
export type ReadState = z.infer<typeof readState>;

export const followState = z
  .strictObject({
    channelId,
    rootSeq: seq,
    following: z.boolean(),
    why: z.enum(['started', 'replied', 'mentioned', 'chosen']),
    /** As of which entry of the channel's journal: what an entry up to there says does not change it any more. */
    asOf: seqOrZero,
  })
  .meta({ id: 'FollowState' });
export type FollowState = z.infer<typeof followState>;

export const noticeReason = z.enum([
  'mention',
  'channel_mention',
  'here_mention',
  'reply',
  'direct',
  'keyword',
  'all',
]);
export type NoticeReason = z.infer<typeof noticeReason>;

/** One thing that happened to somebody: unique on (member, channel, seq), and it says why it was sent. */
export const activity = z
  .strictObject({
    ...conversation,
    seq,
    at: time,
    authorId: memberId,
    reason: noticeReason,
    excerpt: z.string(),
    read: z.boolean(),
  })
  .meta({ id: 'Activity' });
export type Activity = z.infer<typeof activity>;

/** Where something happened that is still unread. */
export const activityPlace = z
  .strictObject({ ...conversation, seq, at: time, reason: noticeReason })
  .meta({ id: 'ActivityPlace' });
export type ActivityPlace = z.infer<typeof activityPlace>;

export const draft = z
  .strictObject({ ...conversation, body: text(limits.messageBodyLength), updatedAt: time })
  .meta({ id: 'Draft' });
export type Draft = z.infer<typeof draft>;

export const saved = z
  .strictObject({
    channelId,
    seq,
    /** When it was saved. */
    at: time,
    authorId: memberId,
    /** When it was said. */
    saidAt: time,
    deleted: z.boolean(),
    /** The beginning of its Markdown; empty once it is deleted. */
    excerpt: z.string(),
  })
  .meta({ id: 'Saved' });
export type Saved = z.infer<typeof saved>;

export const scheduled = z
  .strictObject({
    id: plainId,
    clientId,
    ...conversation,
    body: text(limits.messageBodyLength, 1),
    sendAt: time,
    /** Why it could not be sent, once it was tried: an error code. */
    failed: z.string().nullable(),
  })
  .meta({ id: 'Scheduled' });
export type Scheduled = z.infer<typeof scheduled>;

export const noticeLevel = z.enum(['all', 'mentions', 'nothing']);

/** A person's own arrangement of one channel. */
export const channelPreference = z
  .strictObject({
    channelId,
    level: noticeLevel.nullable(),
    section: line(40).nullable(),
    order: z.number().min(0).max(1e6),
  })
  .meta({ id: 'ChannelPreference' });
export type ChannelPreference = z.infer<typeof channelPreference>;

export const preferences = z
  .strictObject({
    theme: z.enum(['system', 'light', 'dark']),
    density: z.enum(['comfortable', 'compact']),
    level: noticeLevel,
    keywords: z.array(line(limits.keywordLength, 1)).max(limits.keywordsPerMember),
    sound: z.boolean(),
    desktop: z.boolean(),
    /** Minutes after local midnight, on the days given (0 = Sunday); null for no schedule. */
    dndSchedule: z
      .strictObject({
        fromMinute: z.int().min(0).max(1_439),
        toMinute: z.int().min(0).max(1_439),
        days: z.array(z.int().min(0).max(6)).max(7),
      })
      .nullable(),
    sections: z.array(line(40, 1)).max(limits.sectionsPerMember),
  })
  .meta({ id: 'Preferences' });
export type Preferences = z.infer<typeof preferences>;
