import type { ChannelId, MemberId, Seq } from '@atrium/shared';
import type { Db } from 'mongodb';
import type { ReadRow } from '../core/journal/models.ts';
import { retryUpsert } from '../core/retry-upsert.ts';
import type { Touched } from './later-entries.ts';

/** Whoever had read everything in these threads has read what came in: it is history. */
export async function readThreads(
  db: Db,
  channelId: ChannelId,
  threads: ReadonlyMap<Seq, Touched>,
): Promise<void> {
  const reads = db.collection<ReadRow>('reads');
  for (const [rootSeq, { rnBefore, rn, seq }] of threads) {
    if (rn === rnBefore) continue;
    const follows = await db.collection('follows').find({ channelId, rootSeq, following: true }).toArray();
    const mark = { markSeq: seq, markN: rn, asOf: seq };
    await reads.updateMany({ channelId, rootSeq, markN: { $gte: rnBefore, $lt: rn } }, { $set: mark });
    for (const { memberId } of follows) {
      const key = { channelId, rootSeq, memberId: memberId as MemberId };
      await retryUpsert(() => reads.updateOne(key, { $setOnInsert: mark }, { upsert: true }));
    }
  }
}
