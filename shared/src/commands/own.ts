/** Commands about what belongs to the caller alone: marks, activity, presence, drafts, saved, scheduled, preferences. */
import * as z from 'zod';
import { limits } from '../limits.ts';
import { presence } from '../schema/member.ts';
import {
  activity,
  channelPreference,
  conversation,
  draft,
  preferences,
  readState,
  saved,
  scheduled,
} from '../schema/own.ts';
import {
  channelId,
  clientId,
  memberId,
  pageSize,
  plainId,
  seq,
  seqOrZero,
  text,
  time,
} from '../schema/primitives.ts';
import { defineCommand } from './define.ts';
import { cursor, nextCursor, nothing } from './results.ts';

export const readMark = defineCommand({
  name: 'read.mark',
  summary: 'You have read a conversation up to this entry. The mark only moves up.',
  input: z.strictObject({ ...conversation, seq: seqOrZero }),
  output: z.strictObject({ read: readState }),
  rate: 'write',
});
export const readMarkUnread = defineCommand({
  name: 'read.mark_unread',
  summary: 'Count this message and what follows it as unread again.',
  input: z.strictObject({ ...conversation, seq }),
  output: z.strictObject({ read: readState }),
  rate: 'write',
});
export const activityList = defineCommand({
  name: 'activity.list',
  summary: 'What happened to you: mentions, replies in threads you follow, direct messages; newest first.',
  input: z.strictObject({
    filter: z.enum(['all', 'unread', 'mentions']).default('all'),
    cursor: cursor.optional(),
    limit: pageSize.default(limits.pageSizeDefault),
  }),
  output: z.strictObject({ activity: z.array(activity), unread: z.int().min(0), next: nextCursor }),
  rate: 'read',
});
export const activityMarkRead = defineCommand({
  name: 'activity.mark_read',
  summary: 'Mark activity up to a time as read.',
  input: z.strictObject({ upTo: time }),
  output: z.strictObject({ unread: z.int().min(0) }),
  rate: 'write',
});
export const presenceSet = defineCommand({
  name: 'presence.set',
  summary: 'Whether somebody is at this device.',
  input: z.strictObject({ state: z.enum(['online', 'away']) }),
  output: nothing,
  rate: 'live',
  transport: 'socket',
});
export const presenceGet = defineCommand({
  name: 'presence.get',
  summary: 'Who of these people is here now. People whom you may not see are left out.',
  input: z.strictObject({ memberIds: z.array(memberId).max(limits.idsPerLookup) }),
  output: z.strictObject({ presence: z.array(presence) }),
  rate: 'read',
});
export const typingSet = defineCommand({
  name: 'typing.set',
  summary: 'You are typing in a conversation; it expires by itself.',
  input: z.strictObject(conversation),
  output: nothing,
  rate: 'live',
  transport: 'socket',
});
export const draftSet = defineCommand({
  name: 'draft.set',
  summary: 'Keep what you began to write; an empty body removes it.',
  input: z.strictObject({ ...conversation, body: text(limits.messageBodyLength) }),
  output: z.strictObject({ draft }),
  rate: 'write',
});
export const draftList = defineCommand({
  name: 'draft.list',
  summary: 'Your drafts.',
  input: nothing,
  output: z.strictObject({ drafts: z.array(draft) }),
  rate: 'read',
});
export const savedAdd = defineCommand({
  name: 'saved.add',
  summary: 'Keep a message for later.',
  input: z.strictObject({ channelId, seq }),
  output: z.strictObject({ saved }),
  rate: 'write',
});
export const savedRemove = defineCommand({
  name: 'saved.remove',
  summary: 'Undo `saved.add`.',
  input: z.strictObject({ channelId, seq }),
  output: nothing,
  rate: 'write',
});
export const savedList = defineCommand({
  name: 'saved.list',
  summary: 'Messages that you kept for later, newest first; those you may not see any more are left out.',
  input: z.strictObject({ cursor: cursor.optional(), limit: pageSize.default(limits.pageSizeDefault) }),
  output: z.strictObject({ saved: z.array(saved), next: nextCursor }),
  rate: 'read',
});
export const scheduledCreate = defineCommand({
  name: 'scheduled.create',
  summary: 'Send a message later; it is checked again when its time comes.',
  input: z.strictObject({ clientId, ...conversation, body: text(limits.messageBodyLength, 1), sendAt: time }),
  output: z.strictObject({ scheduled }),
  rate: 'write',
});
export const scheduledCancel = defineCommand({
  name: 'scheduled.cancel',
  summary: 'Do not send a scheduled message after all.',
  input: z.strictObject({ id: plainId }),
  output: nothing,
  rate: 'write',
});
export const scheduledList = defineCommand({
  name: 'scheduled.list',
  summary: 'Your messages that wait for their time, and those that could not be sent.',
  input: nothing,
  output: z.strictObject({ scheduled: z.array(scheduled) }),
  rate: 'read',
});
export const preferencesSet = defineCommand({
  name: 'preferences.set',
  summary: 'Change your preferences; what is left out stays.',
  input: preferences.partial(),
  output: z.strictObject({ preferences }),
  rate: 'write',
});
export const preferencesSetChannel = defineCommand({
  name: 'preferences.set_channel',
  summary: 'How one channel notifies you, and where it stands in your side bar.',
  input: channelPreference.partial().required({ channelId: true }),
  output: z.strictObject({ preference: channelPreference }),
  rate: 'write',
});
