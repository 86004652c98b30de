/**
 * Which channels members are in, from the projection: a hint of where to look, the journals decide. A storm of
 * connections becomes one query a turn.
 */
import type { ChannelId, MemberId } from '@atrium/shared';
import type { Database } from '../../db/connect.ts';

export type MyChannels = (memberId: MemberId) => Promise<ChannelId[]>;

const membersPerQuery = 200;
const gatherMs = 2;

type Waiting = { memberId: MemberId; resolve: (ids: ChannelId[]) => void; reject: (error: unknown) => void };

export function createMyChannels(db: Pick<Database, 'connection'>): MyChannels {
  let waiting: Waiting[] = [];

  const ask = async (batch: Waiting[]) => {
    try {
      const ids = [...new Set(batch.map(({ memberId }) => memberId))];
      const found = new Map<MemberId, ChannelId[]>(ids.map((id) => [id, []]));
      const rows = db.connection
        .collection<{ memberId: MemberId; channelId: ChannelId; present: boolean }>('standings')
        .find(
          { memberId: { $in: ids }, present: true },
          { projection: { _id: 0, memberId: 1, channelId: 1 } },
        );
      for await (const { memberId, channelId } of rows) found.get(memberId)?.push(channelId);
      for (const { memberId, resolve } of batch) resolve(found.get(memberId) ?? []);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  const askAll = () => {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += membersPerQuery)
      void ask(all.slice(from, from + membersPerQuery));
  };

  return (memberId) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setTimeout(askAll, gatherMs);
      waiting.push({ memberId, resolve, reject });
    });
}
