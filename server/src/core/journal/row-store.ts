/** Reads of projected rows, without Mongoose documents: they stand on the path of opening a channel. */
import type { ChannelId, MemberId } from '@atrium/shared';
import type { Connection } from 'mongoose';
import { find, type Query } from '../../db/find.ts';
import { rowsBy } from '../gathered.ts';
import { type ChannelRow, type StandingRow, type ThreadRow, toStanding, toThread } from './models.ts';
import type { RowStore } from './rows.ts';

export interface OpeningStore extends RowStore {
  channel(channelId: ChannelId): Promise<ChannelRow | null>;
  /** Those who are in the channel. */
  standings(channelId: ChannelId): Promise<readonly StandingRow[]>;
}

// Somebody who comes opens all of their channels at once.
const channels = rowsBy<ChannelRow, ChannelId>({ collection: 'channels', field: '_id' });
const present = rowsBy<StandingRow, ChannelId>({
  collection: 'standings',
  field: 'channelId',
  filter: { present: true },
});

export function createRowStore(connection: Connection): OpeningStore {
  const threads = async (filter: Query['filter']) =>
    (await find<ThreadRow>(connection, { collection: 'threads', filter })).map(toThread);
  return {
    channel: async (channelId) => (await channels(connection, channelId))[0] ?? null,
    standings: (channelId) => present(connection, channelId),
    standing: async (channelId: ChannelId, memberId: MemberId) => {
      const [row] = await find<StandingRow>(connection, {
        collection: 'standings',
        filter: { channelId, memberId },
        limit: 1,
      });
      return row ? toStanding(row) : null;
    },
    pinnedThreads: (channelId) => threads({ channelId, 'flags.pinned': { $ne: null } }),
    threads: async (channelId, rootSeqs) =>
      rootSeqs.length === 0 ? [] : threads({ channelId, rootSeq: { $in: [...rootSeqs] } }),
  };
}
