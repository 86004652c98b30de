import { MongoServerError } from 'mongodb';
import type { Connection } from 'mongoose';
import { channelLane, type ChannelId } from '@atrium/shared';
import { type Database, databaseOf, insertByDriver } from '../../db/connect.ts';
import { find, type Query } from '../../db/find.ts';
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
  connection: Connection,
  options: CombineOptions = {},
  send: Database['insert'] = insertByDriver(databaseOf(connection)),
): EntryStore {
  const insert = async (rows: readonly EntryRow[]): Promise<void> => {
    const reply: InsertReply = await send('entries', rows, { ordered: true, writeConcern: durable });
    const [refused] = reply.writeErrors ?? [];
    if (refused) throw toRefusal(refused);
    if (reply.writeConcernError) throw new MongoServerError({ ...reply.writeConcernError });
    afterCommit();
  };
  const rowsOf = (channelId: ChannelId, { filter, ...rest }: Omit<Query, 'collection'>) =>
    find<EntryRow>(connection, { collection: 'entries', filter: { channelId, ...filter }, ...rest });
  return {
    insert: combineInserts(insert, options),
    after: (channelId, seq, limit) =>
      rowsOf(channelId, { filter: { seq: { $gt: seq } }, sort: { seq: 1 }, limit }),
    lane: ({ channelId, lane, from, to, newestFirst, limit, messagesOnly = false }) =>
      rowsOf(channelId, {
        filter: { lane, seq: { $gte: from, $lte: to }, ...(messagesOnly && { kind: 'message' }) },
        sort: { seq: newestFirst ? -1 : 1 },
        limit,
      }),
    deleted: async (channelId, lane, after) => {
      // A root that was moved here never counted in the channel.
      const counted = lane === channelLane ? { moved: { $exists: false } } : {};
      const filter = { lane, seq: { $gt: after }, deletedAt: { $exists: true }, ...counted };
      return (await rowsOf(channelId, { filter })).map(({ seq }) => seq);
    },
    pinned: async (channelId) =>
      (await rowsOf(channelId, { filter: { pinnedAt: { $exists: true } } })).map(({ seq }) => seq),
    written: async (channelId, authorId, clientId) => {
      const [row] = await rowsOf(channelId, { filter: { authorId, clientId }, limit: 1 });
      return row ?? null;
    },
    at: async (channelId, seqs) =>
      seqs.length === 0 ? [] : rowsOf(channelId, { filter: { seq: { $in: [...seqs] } } }),
  };
}

function toRefusal(error: NonNullable<InsertReply['writeErrors']>[number]): Error {
  if (error.code !== duplicateKey || error.keyPattern === undefined)
    return new MongoServerError({ ...error });
  if ('clientId' in error.keyPattern) return new DuplicateEntry(error.index, 'clientId');
  if ('seq' in error.keyPattern) return new DuplicateEntry(error.index, 'seq');
  return new MongoServerError({ ...error });
}
