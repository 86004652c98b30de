import { limits } from '@atrium/shared';
import type { ArchiveMessage, Names, Note } from '../archive.ts';
import { importedFileId } from '../ids.ts';
import type { SlackChannel } from './channels.ts';
import { toEmoji } from './emoji.ts';
import { toMarkdown, unescapeEntities } from './markup.ts';
import { toStranger } from './people.ts';
import {
  clean,
  cut,
  type Fields,
  fromTs,
  isRecord,
  keyIn,
  lineIn,
  listIn,
  recordIn,
  secondsIn,
  textIn,
} from './records.ts';

export interface MessageGround {
  channel: SlackChannel;
  names: Names;
  note: Note;
  source: string;
}

const bodyMax = limits.messageBodyLength * 4;
/** Slack says these as sentences that begin with who did it. */
const systemSubtypes =
  /^(?:(?:channel|group)_(?:join|leave|topic|purpose|name|archive|unarchive|convert_to_private)|pinned_item|reminder_add|bot_add|bot_remove|huddle_thread)$/;

/** One record of a day; null, and a note, for what is no message. */
export function toMessage(record: unknown, ground: MessageGround): ArchiveMessage | null {
  const { channel, names, note, source } = ground;
  const key = keyIn(record, 'ts');
  const at = key === null ? null : fromTs(key);
  const where = `${channel.name}/${key ?? '?'}`;
  if (!isRecord(record) || (record['type'] ?? 'message') !== 'message') {
    note('bad_record', where, JSON.stringify(record).slice(0, 120));
    return null;
  }
  if (key === null || at === null) {
    note('bad_ts', where, JSON.stringify(record).slice(0, 120));
    return null;
  }
  const subtype = keyIn(record, 'subtype') ?? '';
  const author = authorOf(record);
  const root = keyIn(record, 'thread_ts');
  const isDeleted = subtype === 'tombstone';
  const isSystem = systemSubtypes.test(subtype);
  const files = isDeleted ? [] : filesOf(record, source);
  const message: ArchiveMessage = {
    ...{ type: 'message', key, at, author, files },
    root: root === key ? null : root,
    body: isDeleted ? '' : bodyOf(record, isSystem ? author : null, ground, where),
    action: isSystem || subtype === 'me_message',
    reactions: isDeleted ? [] : reactionsOf(record, note, where),
    pinnedAt: isDeleted ? null : pinnedAt(record, channel, key, at),
    editedAt: secondsIn(recordIn(record, 'edited'), 'ts'),
    deletedAt: isDeleted ? at : null,
  };
  if (!isDeleted && message.body === '' && files.length === 0) note('empty', where);
  if (names.member(author) !== null) return message;
  const stranger = toStranger(author, record);
  if (stranger.kind === 'placeholder') note('unknown_person', where, author);
  return { ...message, stranger };
}

function authorOf(record: Fields): string {
  const username = lineIn(record, 'username', 80);
  return (
    keyIn(record, 'user') ??
    keyIn(recordIn(record, 'comment'), 'user') ??
    keyIn(record, 'bot_id') ??
    (username === '' ? 'unknown' : `bot:${username}`)
  );
}

function bodyOf(record: Fields, systemAuthor: string | null, ground: MessageGround, where: string): string {
  const { names, note } = ground;
  const own = recordIn(record, 'atrium')['body'];
  // Written by our own export where Slack's mark-up cannot say it all.
  if (typeof own === 'string') return fit(clean(withIds(own, names)), note, where);
  const text = textIn(record, 'text');
  const said = systemAuthor === null ? text : withoutAuthor(text, systemAuthor);
  const parts = [said, ...attachmentsOf(record, said)].filter((part) => part.trim() !== '');
  return fit(toMarkdown(parts.join('\n'), names), note, where);
}

/** `<@U1> has joined the channel` → `has joined the channel`, which stands behind the author's name. */
function withoutAuthor(text: string, author: string): string {
  const found = /^<@([^>|]+)(?:\|[^>]*)?> /.exec(text);
  return found?.[1] === author ? text.slice(found[0].length) : text;
}

/** References in our own mark-up, with the archive's keys in place of ids. */
function withIds(body: string, names: Names): string {
  return body.replace(/<([@#])(\w+)>/g, (whole, sign: string, key: string) => {
    const id = sign === '@' ? names.member(key) : names.channel(key);
    return id === null ? whole : `<${sign}${id}>`;
  });
}

function fit(body: string, note: Note, where: string): string {
  if (body.length <= bodyMax) return body;
  note('shortened', where, `${body.length} characters`);
  return `${cut(body, bodyMax - 2)} …`;
}

/** What bots say beside or instead of a text. Previews of links that stand in the text are not said twice. */
function attachmentsOf(record: Fields, text: string): string[] {
  return listIn(record, 'attachments').flatMap((attachment) => {
    const url = textIn(attachment, 'from_url') || textIn(attachment, 'original_url');
    if (url !== '' && unescapeEntities(text).includes(unescapeEntities(url))) return [];
    const title = textIn(attachment, 'title');
    const link = textIn(attachment, 'title_link');
    const fields = listIn(attachment, 'fields').map(
      (field) => `*${textIn(field, 'title')}* ${textIn(field, 'value')}`,
    );
    const parts = [
      textIn(attachment, 'pretext'),
      title !== '' && link !== '' ? `<${link}|${title}>` : title,
      textIn(attachment, 'text'),
      ...fields,
    ].filter((part) => part.trim() !== '');
    return parts.length > 0 ? parts : [textIn(attachment, 'fallback')];
  });
}

function reactionsOf(record: Fields, note: Note, where: string): ArchiveMessage['reactions'] {
  return listIn(record, 'reactions').flatMap((reaction) => {
    const name = keyIn(reaction, 'name') ?? '';
    const emoji = toEmoji(name);
    if (emoji === null) note('bad_reaction', where, name);
    const people = listIn(reaction, 'users').filter((user): user is string => typeof user === 'string');
    return emoji === null ? [] : [{ emoji, people: people.slice(0, limits.reactionsPerMessage) }];
  });
}

function filesOf(record: Fields, source: string): ArchiveMessage['files'] {
  const single = record['file'];
  const all = [...listIn(record, 'files'), ...(isRecord(single) ? [single] : [])];
  return all.flatMap((file) => {
    const id = keyIn(file, 'id');
    if (!isRecord(file) || id === null || file['mode'] === 'tombstone') return [];
    const size = file['size'];
    return [
      {
        id: importedFileId(source, id),
        name: lineIn(file, 'name', 255) || lineIn(file, 'title', 255) || id,
        type: lineIn(file, 'mimetype', 100) || 'application/octet-stream',
        size: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : 0,
        imported: true,
      },
    ];
  });
}

function pinnedAt(
  record: Fields,
  { pins, key: channel }: SlackChannel,
  ts: string,
  at: number,
): number | null {
  const listed = pins.get(ts);
  if (listed !== undefined) return listed;
  return listIn(record, 'pinned_to').includes(channel) ? at : null;
}
