import { type ChannelId, canRead, canSee, type Message, type Seq } from '@atrium/shared';
import type { CommandContext } from '../../core/command.ts';
import { moveModel } from '../../core/journal/move-model.ts';
import { placeIn } from '../../core/place.ts';
import { movedId } from './fence.ts';

export interface MessagePlace {
  channelId: ChannelId;
  seq: Seq;
  rootSeq: Seq | null;
}

/** Whoever moves a thread to and fro makes a chain; a longer one is not followed. */
const movesMax = 20;

/**
 * Where a message went with its thread: the last place, however often it was moved.
 * @returns null for what was not moved, and for somebody who may not see it where it is: nothing tells the two apart
 */
export async function movedTo(
  { core, actor, now }: CommandContext,
  channelId: ChannelId,
  message: Pick<Message, 'seq' | 'rootSeq' | 'authorId'>,
): Promise<MessagePlace | null> {
  let place: MessagePlace | null = null;
  let next = await nextPlace(
    core,
    { channelId, seq: message.seq, rootSeq: message.rootSeq },
    message.authorId,
  );
  for (let moves = 1; next && moves <= movesMax; moves += 1) {
    place = next;
    next = await nextPlace(core, place, message.authorId);
  }
  if (!place) return null;
  const journal = await core.journals.open(place.channelId);
  if (!journal) return null;
  const there = placeIn(journal, actor, now);
  return canRead(actor, there).ok && canSee(actor, there, place.rootSeq ?? place.seq).ok ? place : null;
}

async function nextPlace(
  { db }: CommandContext['core'],
  { channelId, seq, rootSeq }: MessagePlace,
  authorId: Message['authorId'],
): Promise<MessagePlace | null> {
  const row = await moveModel(db.connection)
    .findOne({ channelId, rootSeq: rootSeq ?? seq })
    .lean();
  if (!row?.to) return null;
  const copy = await db.connection
    .collection<{ seq: Seq }>('entries')
    .findOne(
      { channelId: row.to.channelId, authorId, clientId: movedId(row.to.salt, seq) },
      { projection: { seq: 1 } },
    );
  if (!copy) return null;
  return { channelId: row.to.channelId, seq: copy.seq, rootSeq: rootSeq === null ? null : row.to.rootSeq };
}
