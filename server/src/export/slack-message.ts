import type { ChannelId, MemberId, Message } from '@atrium/shared';
import { toEmojiName } from '../import/slack/emoji.ts';
import { toMarkdown } from '../import/slack/markup.ts';
import type { ExportKeys } from './keys.ts';
import { toSlackMarkup } from './to-slack.ts';

export interface MessageGround {
  keys: ExportKeys;
  channelNames: ReadonlyMap<ChannelId, string>;
  /** Bots that came with an id of a bot, not of a user. */
  botName(id: MemberId): string | null;
}

/** A message as Slack's exports have it. */
export function toSlackMessage(message: Message, ts: string, rootTs: string | null, ground: MessageGround) {
  const { keys, botName } = ground;
  const { authorId, action, deletedAt, editedAt, reactions, files } = message;
  const author = keys.memberKey(authorId);
  const bot = author.startsWith('B') ? botName(authorId) : null;
  const isDeleted = deletedAt !== null;
  const record: Record<string, unknown> = { type: 'message' };
  if (bot === null) record['user'] = author;
  else Object.assign(record, { subtype: 'bot_message', bot_id: author, username: bot });
  if (isDeleted) record['subtype'] = 'tombstone';
  else if (action) record['subtype'] = 'me_message';
  Object.assign(record, { ts, ...textOf(message, ground) });
  if (rootTs !== null) record['thread_ts'] = rootTs;
  if (editedAt !== null) record['edited'] = { user: author, ts: toTs(editedAt, 0) };
  if (reactions.length > 0)
    record['reactions'] = reactions.map(({ emoji, memberIds }) => ({
      name: toEmojiName(emoji),
      users: memberIds.map((id) => keys.memberKey(id)),
      count: memberIds.length,
    }));
  if (files.length > 0)
    record['files'] = files.map(({ id, name, type, size }) => ({
      id,
      name,
      title: name,
      mimetype: type,
      size,
    }));
  return record;
}

/** Milliseconds, and which message of that millisecond it is, as seconds with six places. */
export function toTs(at: number, nth: number): string {
  const micros = String((at % 1_000) * 1_000 + nth).padStart(6, '0');
  return `${Math.floor(at / 1_000)}.${micros}`;
}

/** Where Slack's mark-up would not come back as the same text, the text itself goes along. */
function textOf({ body }: Message, { keys, channelNames }: MessageGround): Record<string, unknown> {
  const text = toSlackMarkup(body, {
    member: (id) => keys.memberKey(id as MemberId),
    channel: (id) => {
      const name = channelNames.get(id as ChannelId);
      return name === undefined ? null : { key: keys.channelKey(id as ChannelId), name };
    },
  });
  const again = toMarkdown(text, { member: keys.memberOf, channel: keys.channelOf });
  if (again === body) return { text };
  const withKeys = body.replace(/<([@#])([\w-]{1,64})>/g, (whole, sign: string, id: string) => {
    if (sign === '#' && !channelNames.has(id as ChannelId)) return whole;
    return `<${sign}${sign === '@' ? keys.memberKey(id as MemberId) : keys.channelKey(id as ChannelId)}>`;
  });
  return { text, atrium: { body: withKeys } };
}
