import * as z from 'zod';
import { limits } from '../limits.ts';
import { message } from '../schema/entry.ts';
import { channelId, clientId, emoji, pageSize, seq, text } from '../schema/primitives.ts';
import { defineCommand } from './define.ts';
import { appended, historyPage } from './results.ts';

const onMessage = { channelId, clientId, seq };
const body = text(limits.messageBodyLength, 1);

export const messagePost = defineCommand({
  name: 'message.post',
  summary: 'Post a message in a channel, or a reply in a thread (`rootSeq`).',
  input: z.strictObject({
    channelId,
    clientId,
    rootSeq: seq.nullable().default(null),
    /** Markdown; people are mentioned as `<@id>`, channels as `<#id>`, everybody as `<!channel>` or `<!here>`. */
    body,
    action: z.boolean().default(false),
  }),
  output: appended,
  rate: 'post',
});
export const messageEdit = defineCommand({
  name: 'message.edit',
  summary: 'Change the text of your message.',
  input: z.strictObject({ ...onMessage, body }),
  output: appended,
  rate: 'write',
});
export const messageDelete = defineCommand({
  name: 'message.delete',
  summary: 'Delete a message: its text is gone for good, its place stays.',
  input: z.strictObject(onMessage),
  output: appended,
  rate: 'write',
});
export const messageReact = defineCommand({
  name: 'message.react',
  summary: 'Put a reaction on a message or take it off.',
  input: z.strictObject({ ...onMessage, emoji, on: z.boolean() }),
  output: appended,
  rate: 'write',
});
export const messagePin = defineCommand({
  name: 'message.pin',
  summary: 'Pin a message to its channel.',
  input: z.strictObject(onMessage),
  output: appended,
  rate: 'write',
});
export const messageUnpin = defineCommand({
  name: 'message.unpin',
  summary: 'Take a message off the channel’s pins.',
  input: z.strictObject(onMessage),
  output: appended,
  rate: 'write',
});
export const messagePins = defineCommand({
  name: 'message.pins',
  summary: 'The pinned messages of a channel, newest first.',
  input: z.strictObject({ channelId }),
  output: z.strictObject({ messages: z.array(message) }),
  rate: 'read',
});
export const messageGet = defineCommand({
  name: 'message.get',
  summary: 'One message, by channel and seq: what a permalink names, and where it is now if it was moved.',
  input: z.strictObject({ channelId, seq }),
  output: z.strictObject({
    message,
    /** Where it went with its thread, for those who may see it there; null for everybody else, and for what was not moved. */
    movedTo: z.strictObject({ channelId, seq, rootSeq: seq.nullable() }).nullable(),
  }),
  rate: 'read',
});
export const messageHistory = defineCommand({
  name: 'message.history',
  summary:
    'A page of a channel’s timeline (`rootSeq: null`) or of a thread, before, after or around an entry.',
  input: z.strictObject({
    channelId,
    rootSeq: seq.nullable().default(null),
    before: seq.optional(),
    after: z.int().min(0).optional(),
    around: seq.optional(),
    limit: pageSize.default(limits.pageSizeDefault),
  }),
  output: historyPage,
  rate: 'read',
});
