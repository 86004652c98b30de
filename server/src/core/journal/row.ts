/** An entry as the database keeps it. Defaults are left out: most messages have no files, reactions or mentions. */
import {
  channelLane,
  type ChannelId,
  type ClientId,
  type Entry,
  laneOf,
  type Message,
  type MessageText,
  type Seq,
} from '@atrium/shared';
import { ObjectId } from 'mongodb';
import type { MoveText } from './types.ts';

export interface EntryRow {
  channelId: ChannelId;
  seq: Seq;
  at: number;
  authorId: string;
  clientId: ClientId | null;
  digest: string;
  kind: Entry['kind'];
  n: number;
  lane: number;
  /** An edited body or a title on its way to the row that it changes; where a thread goes. */
  text?: UpdateText;
  [field: string]: unknown;
}

export type UpdateText = MessageText | { title: string | null } | MoveText;

/** An entry with what the journal knows of it besides. */
export interface Taken {
  entry: Entry;
  digest: string;
  text?: UpdateText;
  /**
   * Of a reply, as it was when it was written: whom it mentioned (an edit may take that out before it is projected), and
   * whether its thread was muted. Who follows a thread is decided by these, not by when a projection came by.
   */
  asPosted?: { mentions: Message['mentions']; isThreadMuted: boolean | undefined };
}

const noMentions: Message['mentions'] = { members: [], everyone: null };

/** With its `_id`, first: a database that has to put one there copies the row. */
export function toRow(channelId: ChannelId, { entry, digest, text }: Taken): EntryRow {
  if (entry.kind === 'message') return messageRow(channelId, entry, digest);
  const row = { _id: new ObjectId(), ...entry, channelId, digest, lane: laneOf(entry) } as EntryRow;
  if (text !== undefined) row.text = text;
  return row;
}

/** `rootSeq` is the lane. Written out: this is done for each message. */
function messageRow(channelId: ChannelId, message: Message, digest: string): EntryRow {
  const row: EntryRow = {
    _id: new ObjectId(),
    channelId,
    seq: message.seq,
    at: message.at,
    authorId: message.authorId,
    clientId: message.clientId,
    digest,
    kind: 'message',
    n: message.n,
    lane: message.rootSeq ?? channelLane,
    body: message.body,
    updatedSeq: message.updatedSeq,
  };
  if (message.rn !== 0) row['rn'] = message.rn;
  if (message.action) row['action'] = true;
  if (message.moved) row['moved'] = message.moved;
  setPresent(row, message);
  return row;
}

/** What updates may change of a message's row, without defaults. */
export function presentFields(message: Message): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  setPresent(fields, message);
  return fields;
}

function setPresent(fields: Record<string, unknown>, message: Message): void {
  if (message.mentions.members.length > 0 || message.mentions.everyone !== null)
    fields['mentions'] = message.mentions;
  if (message.reactions.length > 0) fields['reactions'] = message.reactions;
  if (message.files.length > 0) fields['files'] = message.files;
  if (message.pinnedAt !== null) fields['pinnedAt'] = message.pinnedAt;
  if (message.editedAt !== null) fields['editedAt'] = message.editedAt;
  if (message.deletedAt !== null) fields['deletedAt'] = message.deletedAt;
}

/** The fields of {@link presentFields}: what is absent from a message's row is at its default. */
export const optionalFields = [
  'mentions',
  'reactions',
  'files',
  'pinnedAt',
  'editedAt',
  'deletedAt',
] as const;

export function fromRow(row: EntryRow): Taken {
  const { channelId: _channelId, digest, lane, text, _id, ...fields } = row;
  const entry = row.kind === 'message' ? messageFrom(row, lane) : (fields as unknown as Entry);
  return text === undefined ? { entry, digest } : { entry, digest, text };
}

function messageFrom(row: EntryRow, lane: number): Message {
  const fields = row as unknown as Partial<Message>;
  const message: Message = {
    seq: row.seq,
    at: row.at,
    authorId: row.authorId as Message['authorId'],
    n: row.n,
    kind: 'message',
    clientId: row.clientId,
    rootSeq: lane > 0 ? lane : null,
    rn: fields.rn ?? 0,
    body: fields.body ?? '',
    action: fields.action ?? false,
    mentions: fields.mentions ?? noMentions,
    reactions: fields.reactions ?? [],
    files: fields.files ?? [],
    pinnedAt: fields.pinnedAt ?? null,
    editedAt: fields.editedAt ?? null,
    deletedAt: fields.deletedAt ?? null,
    updatedSeq: fields.updatedSeq ?? row.seq,
  };
  if (fields.moved) message.moved = fields.moved;
  return message;
}
