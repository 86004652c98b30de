import { createHash } from 'node:crypto';
import {
  AtriumError,
  type ClientId,
  type MemberId,
  type Message,
  type Seq,
  type Thread,
} from '@atrium/shared';
import type { Core } from '../../core/core.ts';
import { type EntryRow, fromRow } from '../../core/journal/row.ts';
import type { Journal, MoveText } from '../../core/journal/types.ts';
import type { MoveKey } from './complete.ts';

/** What the entry that sent a thread away says, and the thread as it was then: nobody writes in it any more. */
export interface Fence extends MoveText {
  rootSeq: Seq;
  fenceSeq: Seq;
  moverId: MemberId;
  title: Thread['title'];
  root: Message;
  replies: Message[];
  digest: string;
  /** The clientId of what is appended for one step: the same whoever takes it. */
  idFor(step: string | Seq): ClientId;
}

/** To be called once the source is projected: its rows are as of the fence. */
export async function loadFence(
  { db }: Core,
  journal: Journal,
  { channelId, rootSeq, fenceSeq }: MoveKey,
): Promise<Fence> {
  const entries = db.connection.collection<EntryRow>('entries');
  const row = await entries.findOne({ channelId, seq: fenceSeq });
  const text = row?.text;
  if (!row || !text || !('salt' in text)) throw new Error(`entry ${fenceSeq} sends no thread away`);
  const rows = await entries
    .find({ channelId, lane: rootSeq, kind: 'message', seq: { $lt: fenceSeq } })
    .sort({ seq: 1 })
    .toArray();
  const [root, thread] = await Promise.all([journal.messages([rootSeq]), journal.thread(rootSeq)]);
  const first = root.get(rootSeq);
  if (!first) throw new AtriumError('not_found');
  return {
    ...text,
    rootSeq,
    fenceSeq,
    moverId: row.authorId as MemberId,
    title: thread?.title ?? null,
    root: first,
    replies: rows.map((one) => fromRow(one).entry as Message),
    digest: `move ${text.salt}`,
    idFor: (step) => movedId(text.salt, step),
  };
}

/** Nobody can make one without the salt, and nobody can tell from one where the message came from. */
export function movedId(salt: string, step: string | Seq): ClientId {
  return createHash('sha256').update(`${salt} ${step}`).digest('base64url').slice(0, 22) as ClientId;
}
