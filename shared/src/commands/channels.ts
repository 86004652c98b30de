import * as z from 'zod';
import { limits } from '../limits.ts';
import { channel, channelRole, postingPolicy, standing } from '../schema/channel.ts';
import { message, seenEntry, thread } from '../schema/entry.ts';
import {
  channelId,
  channelName,
  clientId,
  line,
  memberId,
  pageSize,
  position,
  reason,
  seq,
  text,
  time,
} from '../schema/primitives.ts';
import { defineCommand } from './define.ts';
import { appended, channelSummary, cursor, historyPage, nextCursor, nothing } from './results.ts';

const inChannel = { channelId, clientId };

export const channelCreate = defineCommand({
  name: 'channel.create',
  summary: 'Create a public or private channel; the creator becomes its moderator.',
  input: z.strictObject({
    clientId,
    kind: z.enum(['public', 'private']),
    name: channelName,
    topic: line(limits.channelTopicLength).default(''),
    purpose: text(limits.channelPurposeLength).default(''),
  }),
  output: channelSummary,
  rate: 'write',
});
export const channelList = defineCommand({
  name: 'channel.list',
  summary: 'The channels and direct conversations that you are in.',
  input: nothing,
  output: z.strictObject({ channels: z.array(channelSummary) }),
  rate: 'read',
});
export const channelBrowse = defineCommand({
  name: 'channel.browse',
  summary: 'Public channels of the workspace, by name.',
  input: z.strictObject({
    query: line(limits.channelNameLength).default(''),
    archived: z.boolean().default(false),
    cursor: cursor.optional(),
    limit: pageSize.default(limits.pageSizeDefault),
  }),
  output: z.strictObject({
    channels: z.array(z.strictObject({ channel, memberCount: z.int().min(0), joined: z.boolean() })),
    next: nextCursor,
  }),
  rate: 'read',
});
export const channelOpen = defineCommand({
  name: 'channel.open',
  summary:
    'One channel with the page of its timeline around the first unread message, an entry, or the newest.',
  input: z.strictObject({
    channelId,
    around: z.union([seq, z.literal('unread'), z.literal('newest')]).default('unread'),
    limit: pageSize.default(limits.pageSizeDefault),
  }),
  output: z.strictObject({ summary: channelSummary, page: historyPage }),
  rate: 'read',
});
export const channelMembers = defineCommand({
  name: 'channel.members',
  summary: 'Who is in a channel, and as what, by name; with `memberId` only that one.',
  input: z.strictObject({
    channelId,
    query: line(limits.memberNameLength).default(''),
    memberId: memberId.optional(),
    cursor: cursor.optional(),
    limit: pageSize.default(100),
  }),
  output: z.strictObject({ standings: z.array(standing), next: nextCursor }),
  rate: 'read',
});
export const channelSync = defineCommand({
  name: 'channel.sync',
  summary: 'What follows your positions: the entries, or `reset` where you must start over.',
  input: z.strictObject({
    positions: z.array(z.strictObject({ channelId, position })).min(1).max(limits.channelsPerResume),
  }),
  output: z.strictObject({
    channels: z.array(
      z.discriminatedUnion('state', [
        z.strictObject({ channelId, state: z.literal('same') }),
        z.strictObject({
          channelId,
          state: z.literal('rest'),
          epoch: z.string(),
          entries: z.array(seenEntry),
          messages: z.array(message),
          threads: z.array(thread),
          /** The page was full: ask again from the last entry. */
          more: z.boolean(),
        }),
        z.strictObject({ channelId, state: z.literal('reset') }),
        /** Not yours (any more), or not there. */
        z.strictObject({ channelId, state: z.literal('gone') }),
      ]),
    ),
  }),
  rate: 'read',
});
export const channelWatch = defineCommand({
  name: 'channel.watch',
  summary: 'Receive the live entries of a public channel that you have not joined, on this connection.',
  input: z.strictObject({ channelId }),
  output: z.strictObject({ position }),
  rate: 'read',
  transport: 'socket',
});
export const channelUnwatch = defineCommand({
  name: 'channel.unwatch',
  summary: 'Undo `channel.watch`.',
  input: z.strictObject({ channelId }),
  output: nothing,
  rate: 'read',
  transport: 'socket',
});
export const channelJoin = defineCommand({
  name: 'channel.join',
  summary: 'Join a public channel.',
  input: z.strictObject(inChannel),
  output: appended,
  rate: 'write',
});
export const channelLeave = defineCommand({
  name: 'channel.leave',
  summary: 'Leave a channel.',
  input: z.strictObject(inChannel),
  output: appended,
  rate: 'write',
});
export const channelRename = defineCommand({
  name: 'channel.rename',
  summary: 'Rename a channel.',
  input: z.strictObject({ ...inChannel, name: channelName }),
  output: appended,
  rate: 'write',
});
export const channelDescribe = defineCommand({
  name: 'channel.describe',
  summary: 'Set a channel’s topic, its purpose, or both.',
  input: z.strictObject({
    ...inChannel,
    topic: line(limits.channelTopicLength).optional(),
    purpose: text(limits.channelPurposeLength).optional(),
  }),
  output: appended,
  rate: 'write',
});
export const channelArchive = defineCommand({
  name: 'channel.archive',
  summary: 'Archive a channel: it can be read, not written.',
  input: z.strictObject(inChannel),
  output: appended,
  rate: 'write',
});
export const channelUnarchive = defineCommand({
  name: 'channel.unarchive',
  summary: 'Take a channel out of the archive.',
  input: z.strictObject(inChannel),
  output: appended,
  rate: 'write',
});
export const channelSetPolicy = defineCommand({
  name: 'channel.set_policy',
  summary: 'Who may post in a channel, and how long people wait between two messages (slow mode).',
  input: z.strictObject({
    ...inChannel,
    postingPolicy: postingPolicy.optional(),
    slowModeMs: z.int().min(0).max(limits.slowModeMsMax).optional(),
  }),
  output: appended,
  rate: 'write',
});
export const directOpen = defineCommand({
  name: 'direct.open',
  summary: 'The direct conversation with these people; begun if there is none.',
  input: z.strictObject({
    memberIds: z
      .array(memberId)
      .min(1)
      .max(limits.directMembersMax - 1),
  }),
  output: channelSummary,
  rate: 'write',
});

export const memberAdd = defineCommand({
  name: 'member.add',
  summary: 'Add somebody to a channel.',
  input: z.strictObject({ ...inChannel, memberId }),
  output: appended,
  rate: 'write',
});
export const memberRemove = defineCommand({
  name: 'member.remove',
  summary: 'Remove somebody from a channel; nothing later reaches them.',
  input: z.strictObject({ ...inChannel, memberId, reason: reason.default('') }),
  output: appended,
  rate: 'write',
});
export const memberSetRole = defineCommand({
  name: 'member.set_role',
  summary: 'Make somebody a moderator or a plain member of a channel.',
  input: z.strictObject({ ...inChannel, memberId, role: channelRole.exclude(['guest']) }),
  output: appended,
  rate: 'write',
});
export const memberMute = defineCommand({
  name: 'member.mute',
  summary: 'Mute somebody in a channel until a time, with a reason that they can read.',
  input: z.strictObject({ ...inChannel, memberId, until: time.nullable(), reason: reason.default('') }),
  output: appended,
  rate: 'write',
});
export const memberUnmute = defineCommand({
  name: 'member.unmute',
  summary: 'Let a muted member speak again.',
  input: z.strictObject({ ...inChannel, memberId }),
  output: appended,
  rate: 'write',
});
