/** Reads of projected rows, without Mongoose documents: they stand on the path of opening a channel. */
import type { ChannelId, MemberId } from '@atrium/shared';
import type { Db } from 'mongodb';
import { type ChannelRow, type StandingRow, type ThreadRow, toStanding, toThread } from './models.ts';
import type { RowStore } from './rows.ts';

export interface OpeningStore extends RowStore {
  channel(channelId: ChannelId): Promise<ChannelRow | null>;
  /** Those who are in the channel. */
  standings(channelId: ChannelId): Promise<StandingRow[]>;
}

export function createRowStore(db: Db): OpeningStore {
  const channels = db.collection<ChannelRow>('channels');
  const standings = db.collection<StandingRow>('standings');
  const threads = db.collection<ThreadRow>('threads');
  const withoutId = { projection: { _id: 0 } };
  return {
    channel: (channelId) => channels.findOne({ _id: channelId }),
    standings: (channelId) => standings.find({ channelId, present: true }, withoutId).toArray(),
    standing: async (channelId: ChannelId, memberId: MemberId) => {
      const row = await standings.findOne({ channelId, memberId }, withoutId);
      return row && toStanding(row);
    },
    pinnedThreads: async (channelId) =>
      (await threads.find({ channelId, 'flags.pinned': { $ne: null } }, withoutId).toArray()).map(toThread),
    threads: async (channelId, rootSeqs) => {
      if (rootSeqs.length === 0) return [];
      const rows = await threads.find({ channelId, rootSeq: { $in: [...rootSeqs] } }, withoutId).toArray();
      return rows.map(toThread);
    },
  };
}
