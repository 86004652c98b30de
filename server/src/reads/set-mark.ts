import type { MemberId, ReadState, Seq } from '@atrium/shared';
import { trusted } from 'mongoose';
import type { Core } from '../core/core.ts';
import { duplicateKey } from '../core/duplicate-key.ts';
import { channelItself, readModel } from '../core/journal/models.ts';
import type { Journal } from '../core/journal/types.ts';
import { retryUpsert } from '../core/retry-upsert.ts';
import { loadReadState } from './read-state.ts';

/**
 * Sets a member's mark in a conversation and tells all of their devices.
 * @param direction `up`: a mark that is further along stays; `anywhere`: also backwards
 */
export async function setMark(
  core: Core,
  memberId: MemberId,
  journal: Journal,
  rootSeq: Seq | null,
  seq: Seq,
  direction: 'up' | 'anywhere',
): Promise<ReadState> {
  // What the person posted up to now moves their mark first; later own posts are told from it by `asOf`.
  await journal.projected();
  const { channelId, state } = journal;
  const markSeq = Math.min(seq, state.seq);
  const markN = await journal.ordinalAt(rootSeq, markSeq);
  const key = { channelId, rootSeq: rootSeq ?? channelItself, memberId };
  const filter = direction === 'up' ? { ...key, markSeq: trusted({ $lte: markSeq }) } : key;
  try {
    const set = { $set: { markSeq, markN, asOf: state.seq } };
    const rows = readModel(core.db.connection);
    await retryUpsert(() => rows.updateOne(filter, set, { upsert: true }));
  } catch (error) {
    // The row is there and further along: with `up` that is how it should be.
    if (direction !== 'up' || duplicateKey(error) === null) throw error;
  }
  const read = await loadReadState(core.db.connection, memberId, journal, rootSeq);
  core.feed.publish(memberId, { reads: [read] });
  return read;
}
