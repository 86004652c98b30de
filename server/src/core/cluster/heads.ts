/**
 * Asks the database every few seconds which channels have grown, whatever the bus says: a node that died between commit and
 * hint, a Redis that was away or deaf, cost this much time and nothing else (H14, H15).
 */
import type { ChannelId } from '@atrium/shared';
import type { Database } from '../../db/connect.ts';
import type { Journal, Journals } from '../journal/types.ts';

export interface HeadsCheck {
  /** Now, once more if one is under way. Rejects when the database cannot be asked. */
  run(): Promise<void>;
}

const channelsPerQuery = 300;
const rowsPerQuery = 2_000;

export function createHeadsCheck(options: {
  journals: Pick<Journals, 'known'>;
  db: Pick<Database, 'connection'>;
}): HeadsCheck {
  const { journals, db } = options;
  let underWay: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  /** The index on (channelId, seq) answers each branch with one step: normally there is nothing behind it. */
  const grown = async (some: readonly Journal[]): Promise<Set<ChannelId>> => {
    const rows = await db.connection
      .collection<{ channelId: ChannelId; seq: number }>('entries')
      .find(
        { $or: some.map(({ channelId, state }) => ({ channelId, seq: { $gt: state.seq } })) },
        { projection: { _id: 0, channelId: 1 }, limit: rowsPerQuery },
      )
      .toArray();
    return new Set(rows.map(({ channelId }) => channelId));
  };

  const check = async () => {
    const all = [...journals.known()];
    for (let from = 0; from < all.length; from += channelsPerQuery) {
      const some = all.slice(from, from + channelsPerQuery);
      const channels = await grown(some);
      await Promise.all(
        some.filter(({ channelId }) => channels.has(channelId)).map((journal) => journal.refresh()),
      );
    }
  };

  const begin = () => {
    underWay = check().finally(() => {
      underWay = null;
    });
    return underWay;
  };

  return {
    run: () => {
      if (!underWay) return begin();
      next ??= underWay
        .catch(() => undefined)
        .then(() => {
          next = null;
          return begin();
        });
      return next;
    },
  };
}
