/** Shapes that several commands answer with. */
import * as z from 'zod';
import { channel, standing } from '../schema/channel.ts';
import { message, seenEntry, thread } from '../schema/entry.ts';
import { followState, readState } from '../schema/own.ts';
import { channelId, epoch, position, seq, seqOrZero, time } from '../schema/primitives.ts';

export const nothing = z.strictObject({});

/** Where an entry landed. `changed: false` when things already were as asked: no entry was written, `seq` is the head. */
export const appended = z
  .strictObject({ channelId, epoch, seq, at: time, changed: z.boolean() })
  .meta({ id: 'Appended' });
export type Appended = z.infer<typeof appended>;

/** One of my channels, as the side bar needs it. */
export const channelSummary = z
  .strictObject({
    channel,
    standing: standing.nullable(),
    /** As of which entry all of this is. */
    position,
    read: readState,
    /** Unread activity in the channel itself (mentions and the like; every message of a direct conversation). */
    mentions: z.int().min(0),
    lastMessageAt: time.nullable(),
    memberCount: z.int().min(0),
  })
  .meta({ id: 'ChannelSummary' });
export type ChannelSummary = z.infer<typeof channelSummary>;

/** A stretch of a conversation in seq order, all of it as of `asOf`. Entries that are only updates are not in it. */
export const historyPage = z
  .strictObject({
    channelId,
    rootSeq: seq.nullable(),
    entries: z.array(seenEntry),
    /** Threads whose roots are on the page. */
    threads: z.array(thread),
    asOf: position,
    hasBefore: z.boolean(),
    hasAfter: z.boolean(),
  })
  .meta({ id: 'HistoryPage' });
export type HistoryPage = z.infer<typeof historyPage>;

/** A thread as a list shows it. */
export const threadSummary = z
  .strictObject({
    thread,
    root: message,
    /** Null when the reader does not follow it. */
    read: readState.nullable(),
    follow: followState.nullable(),
    lastReply: message.nullable(),
  })
  .meta({ id: 'ThreadSummary' });
export type ThreadSummary = z.infer<typeof threadSummary>;

export const cursor = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[0-9A-Za-z_:.-]+$/);
export const nextCursor = cursor.nullable();
export const headSeq = seqOrZero;
