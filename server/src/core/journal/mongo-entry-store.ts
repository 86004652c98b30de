import type { Collection, Db } from 'mongodb';
import { MongoServerError } from 'mongodb';
import { channelLane, type Seq } from '@atrium/shared';
import { type Database, insertByDriver } from '../../db/connect.ts';
import { afterCommit } from '../failpoints.ts';
import { type CombineOptions, combineInserts } from './combined-inserts.ts';
import { DuplicateEntry, type EntryStore } from './entry-store.ts';
import type { EntryRow } from './row.ts';

const durable = { w: 'majority', j: true, wtimeout: 5_000 };
const duplicateKey = 11_000;

interface InsertReply {
  writeErrors?: { index: number; code: number; errmsg?: string; keyPattern?: Record<string, unknown> }[];
  writeConcernError?: { code: number; errmsg?: string };
}

/**
 * The `insert` command itself rather than `insertMany`: the driver's bulk error leaves out which index was violated
 * (`keyPattern`), and the driver would retry on its own what the journal looks up.
 */
export function createMongoEntryStore(
  db: Db,
  options: CombineOptions = {},
  send: Database['insert'] = insertByDriver(db),
): EntryStore {
  const entries: Collection<EntryRow> = db.collection('entries');
  const withoutId = { projection: { _id: 0 } };
  const insert = async (rows: readonly EntryRow[]): Promise<void> => {
    const reply: InsertReply = await send('entries', rows, { ordered: true, writeConcern: durable });
    const [refused] = reply.writeErrors ?? [];
    if (refused) throw toRefusal(refused);
    if (reply.writeConcernError) throw new MongoServerError({ ...reply.writeConcernError });
    afterCommit();
  };
  return {
    insert: combineInserts(insert, options),
    after: (channelId, seq, limit) =>
      entries
        .find({ channelId, seq: { $gt: seq } }, withoutId)
        .sort({ seq: 1 })
        .limit(limit)
        .toArray(),
    lane: ({ channelId, lane, from, to, newestFirst, limit, messagesOnly = false }) =>
      entries
        .find(
          { channelId, lane, seq: { $gte: from, $lte: to }, ...(messagesOnly && { kind: 'message' }) },
          withoutId,
        )
        .sort({ seq: newestFirst ? -1 : 1 })
        .limit(limit)
        .toArray(),
    deleted: async (channelId, lane, after) => {
      const gone = { channelId, lane, seq: { $gt: after }, deletedAt: { $exists: true } };
      // A root that was moved here never counted in the channel.
      const found = entries.find(lane === channelLane ? { ...gone, moved: { $exists: false } } : gone);
      return (await found.project<{ seq: Seq }>({ _id: 0, seq: 1 }).toArray()).map((row) => row.seq);
    },
    pinned: async (channelId) => {
      const found = entries.find({ channelId, pinnedAt: { $exists: true } });
      return (await found.project<{ seq: Seq }>({ _id: 0, seq: 1 }).toArray()).map((row) => row.seq);
    },
    written: (channelId, authorId, clientId) => entries.findOne({ channelId, authorId, clientId }, withoutId),
    at: async (channelId, seqs) =>
      seqs.length === 0 ? [] : entries.find({ channelId, seq: { $in: [...seqs] } }, withoutId).toArray(),
  };
}

function toRefusal(error: NonNullable<InsertReply['writeErrors']>[number]): Error {
  if (error.code !== duplicateKey || error.keyPattern === undefined)
    return new MongoServerError({ ...error });
  if ('clientId' in error.keyPattern) return new DuplicateEntry(error.index, 'clientId');
  if ('seq' in error.keyPattern) return new DuplicateEntry(error.index, 'seq');
  return new MongoServerError({ ...error });
}
