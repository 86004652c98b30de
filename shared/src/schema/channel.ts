import * as z from 'zod';
import { limits } from '../limits.ts';
import { channelRoles } from '../roles.ts';
import { channelId, companyId, line, memberId, seq, seqOrZero, text, time } from './primitives.ts';

export const channelKind = z.enum(['public', 'private', 'direct']);
export const postingPolicy = z.enum(['everyone', 'moderators']);
export const channelRole = z.enum(channelRoles);

/** The part of a channel that journal entries change; an update entry carries the changed fields absolutely. */
export const channelSettings = z.strictObject({
  name: z.string(),
  topic: line(limits.channelTopicLength),
  purpose: text(limits.channelPurposeLength),
  postingPolicy,
  slowModeMs: z.int().min(0).max(limits.slowModeMsMax),
  archivedAt: time.nullable(),
  /** Companies that have been let in: the channel is *shared* when there is one. */
  sharedWith: z.array(companyId),
});
export type ChannelSettings = z.infer<typeof channelSettings>;

export const channel = channelSettings
  .extend({
    id: channelId,
    kind: channelKind,
    createdBy: memberId,
    createdAt: time,
    /** The people of a direct conversation, sorted; empty for other kinds. */
    directMemberIds: z.array(memberId),
  })
  .meta({ id: 'Channel', description: 'A place to talk: public, private or direct' });
export type Channel = z.infer<typeof channel>;
export type ChannelKind = Channel['kind'];

export const standing = z
  .strictObject({
    memberId,
    role: channelRole,
    /** Until when the person may not post, edit, react or upload here; 0 means not muted, null for good. */
    mutedUntil: time.nullable(),
    muteReason: z.string(),
    /** The person's history begins here: entries below are hidden from them. 1 means everything. */
    visibleFrom: seq,
    /** The entry with which they (last) joined. */
    joinedSeq: seqOrZero,
  })
  .meta({ id: 'Standing', description: 'Who somebody is in one channel, now' });
export type Standing = z.infer<typeof standing>;
