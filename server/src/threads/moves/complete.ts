/**
 * Takes a thread that was sent away to its new channel. There are no transactions: each step can be taken twice, by two
 * nodes at once, and the next one begins when it is durable, so that whoever finds a move that was left half done goes
 * through all of them again (docs/moving-threads.md).
 */
import { type Actor, AtriumError, canTakeThread, denied, type MemberId, type Verdict } from '@atrium/shared';
import type { Core } from '../../core/core.ts';
import { afterMoveStep } from '../../core/failpoints.ts';
import { moveModel, type MoveRow } from '../../core/journal/move-model.ts';
import type { Head, Journal } from '../../core/journal/types.ts';
import { demand, placeIn } from '../../core/place.ts';
import { carryOver } from './carry-over.ts';
import { copyReplies, copyRoot } from './copy.ts';
import { emptySource } from './empty-source.ts';
import { loadFence, type Fence } from './fence.ts';
import { arrive } from './arrive.ts';
import { tellConcerned } from './tell-concerned.ts';

export type MoveKey = Pick<MoveRow, 'channelId' | 'rootSeq' | 'fenceSeq'>;

/** Both ends of a move, and what is taken from one to the other. */
export interface Move {
  core: Core;
  source: Journal;
  target: Journal;
  fence: Fence;
}

/**
 * @param by who moves it, where their command is being answered; else they are looked up
 * @throws the refusal, when the channel would not take the thread any more: then it has stayed
 */
export async function completeMove(
  core: Core,
  key: MoveKey,
  by?: Actor,
): Promise<Pick<MoveRow, 'channelId' | 'rootSeq'>> {
  const source = await core.journals.open(key.channelId);
  if (!source) throw new AtriumError('not_found');
  // Another node may have sent it away.
  if (source.state.seq < key.fenceSeq) await source.refresh();
  // From here on the row of the move is there: whatever happens to this node, another one finds it.
  await source.projected();
  afterMoveStep('fenced');
  const moves = moveModel(core.db.connection);
  const { channelId, rootSeq } = key;
  const known = await moves.findOne({ channelId, rootSeq, fenceSeq: key.fenceSeq }).lean();
  if (known?.done && known.to) return { channelId: known.to.channelId, rootSeq: known.to.rootSeq };
  const fence = await loadFence(core, source, key);
  const target = await core.journals.open(fence.toChannelId);
  if (!target) throw new AtriumError('not_found');
  const move: Move = { core, source, target, fence };
  const mover = by ?? (await actorOf(core, fence.moverId));
  const newRootSeq = await copyRoot(move, (head) => canTake(core, head, mover));
  if (newRootSeq === null) return stay(move, mover);
  afterMoveStep('root');
  const places = await copyReplies(move, newRootSeq);
  afterMoveStep('replies');
  const concerned = await carryOver(move, places);
  afterMoveStep('carried');
  await arrive(move, newRootSeq);
  // Whoever sees that the source is empty can ask where it went.
  const to = { channelId: target.channelId, rootSeq: newRootSeq, salt: fence.salt };
  await moves.updateOne({ channelId, rootSeq, fenceSeq: key.fenceSeq }, { $set: { to } });
  afterMoveStep('arrived');
  await emptySource(move);
  afterMoveStep('emptied');
  await Promise.all([source.projected(), target.projected()]);
  await moves.updateOne({ channelId, rootSeq, fenceSeq: key.fenceSeq }, { $set: { done: true } });
  tellConcerned(core, concerned);
  return { channelId: to.channelId, rootSeq: to.rootSeq };
}

function canTake({ clock }: Core, head: Head, mover: Actor | null): Verdict {
  return mover ? canTakeThread(mover, placeIn(head, mover, clock())) : denied('forbidden');
}

/** A token's own limits were asked when the thread was sent away; here only the member counts. */
async function actorOf({ directory }: Core, memberId: MemberId): Promise<Actor | null> {
  const member = await directory.get(memberId);
  return member && { memberId, role: member.role, deactivated: member.deactivatedAt !== null };
}

/** The channel would not take it: as if nothing had been asked, but for the two entries. */
async function stay(move: Move, mover: Actor | null): Promise<never> {
  const { source, fence } = move;
  await source.append({
    authorId: fence.moverId,
    clientId: fence.idFor('stay'),
    digest: fence.digest,
    decide: () => ({ kind: 'thread.stayed', target: fence.rootSeq, flags: fence.flags, reason: '' }),
  });
  await source.projected();
  demand(canTake(move.core, move.target, mover));
  // By now it would take it again: whoever asked may ask again.
  throw new AtriumError('conflict');
}
