/**
 * What is one member's own, on several nodes. Each change counts the member's `rev` up in the database; the hint that
 * follows carries it along. Whoever sees a number missing, in a hint or when polling, tells the client to load anew: a lost
 * hint costs seconds. `authRev` counts ends of sessions in the same way.
 */
import type { ChannelId, MemberId, MePacket } from '@atrium/shared';
import type { Database } from '../../db/connect.ts';
import type { Bus } from '../bus.ts';
import type { Registry } from '../delivery/registry.ts';
import { retryUpsert } from '../retry-upsert.ts';

interface FeedRow {
  _id: MemberId;
  rev: number;
  authRev: number;
  at: Date;
}

/** Made at the start, by whoever starts first. */
export async function createFeedIndexes(db: Pick<Database, 'connection'>): Promise<void> {
  await db.connection.collection('feeds').createIndex({ at: 1 });
}

export interface FeedRevs {
  /** Reads where a member stands, before their first connection here loads anything. */
  begin(memberId: MemberId): Promise<void>;
  changed(memberId: MemberId, packet: MePacket): void;
  ended(memberId: MemberId): void;
  heard(memberId: MemberId, rev: number, packets: readonly MePacket[]): void;
  /** Rejects when the database cannot be asked. */
  poll(): Promise<void>;
}

export interface FeedRevsOptions {
  db: Pick<Database, 'connection'>;
  bus: Pick<Bus, 'tell'> | null;
  registry: Pick<Registry, 'of'>;
  deliver: (memberId: MemberId, packet: MePacket) => void;
  /** They came into a channel, as another node says. */
  entered: (memberId: MemberId, channelId: ChannelId) => Promise<void>;
  /** Something was missed: subscribes them to what they are in now. */
  missed: (memberId: MemberId) => Promise<void>;
  /** Their sessions must be looked at again. */
  recheck: (memberId: MemberId) => void;
  failed: (error: unknown) => void;
}

const gatherMs = 20;
/** Rows are looked at again for this long after the newest that was seen: writes do not become visible in order. */
const overlapMs = 10_000;

export function createFeedRevs(options: FeedRevsOptions): FeedRevs {
  const { db, bus, registry, deliver, entered, missed, recheck, failed } = options;
  const feeds = () => db.connection.collection<FeedRow>('feeds');
  const seen = new Map<MemberId, { rev: number; authRev: number }>();
  let waiting = new Map<MemberId, MePacket[]>();
  let newest: Date | null = null;

  const read = async (ids: MemberId[]): Promise<FeedRow[]> =>
    feeds()
      .find({ _id: { $in: ids } })
      .toArray();

  const bump = async (batch: Map<MemberId, MePacket[]>) => {
    const ids = [...batch.keys()];
    // Members who never connected have no row, and nobody to be told.
    await feeds().updateMany({ _id: { $in: ids } }, { $inc: { rev: 1 }, $currentDate: { at: true } });
    for (const { _id, rev } of await read(ids)) {
      const known = seen.get(_id);
      if (known && known.rev === rev - 1) known.rev = rev;
      bus?.tell(null, { kind: 'own', memberId: _id, rev, packet: batch.get(_id) ?? [] });
    }
  };

  const bumpAll = () => {
    const batch = waiting;
    waiting = new Map();
    bump(batch).catch(failed);
  };

  /** First the subscription, then the word to load: what is said in between is not lost. */
  const reload = (memberId: MemberId) => {
    missed(memberId).then(() => deliver(memberId, { reload: true }), failed);
  };

  const look = ({ _id, rev, authRev, at }: FeedRow) => {
    if (!newest || at > newest) newest = at;
    const known = seen.get(_id);
    if (!known) return;
    if (!registry.of(_id)) {
      seen.delete(_id);
      return;
    }
    if (rev > known.rev) reload(_id);
    if (authRev > known.authRev) recheck(_id);
    known.rev = Math.max(known.rev, rev);
    known.authRev = Math.max(known.authRev, authRev);
  };

  return {
    begin: async (memberId) => {
      const row = await retryUpsert(() =>
        feeds().findOneAndUpdate(
          { _id: memberId },
          { $setOnInsert: { rev: 0, authRev: 0, at: new Date(0) } },
          { upsert: true, returnDocument: 'after' },
        ),
      );
      if (row) seen.set(memberId, { rev: row.rev, authRev: row.authRev });
    },
    changed: (memberId, packet) => {
      if (waiting.size === 0) setTimeout(bumpAll, gatherMs);
      const there = waiting.get(memberId);
      if (there) there.push(packet);
      else waiting.set(memberId, [packet]);
    },
    ended: (memberId) => {
      retryUpsert(() =>
        feeds().updateOne(
          { _id: memberId },
          { $inc: { authRev: 1 }, $currentDate: { at: true }, $setOnInsert: { rev: 0 } },
          { upsert: true },
        ),
      ).catch(failed);
    },
    heard: (memberId, rev, packets) => {
      const known = seen.get(memberId);
      if (!known || !registry.of(memberId) || rev <= known.rev) return;
      const isNext = rev === known.rev + 1;
      known.rev = rev;
      if (!isNext) return reload(memberId);
      const channelIds = packets.flatMap((packet) => packet.entered ?? []);
      Promise.all(channelIds.map((channelId) => entered(memberId, channelId))).then(() => {
        for (const packet of packets) deliver(memberId, packet);
      }, failed);
    },
    poll: async () => {
      newest ??= (await feeds().findOne({}, { sort: { at: -1 } }))?.at ?? new Date(0);
      const since = new Date(newest.getTime() - overlapMs);
      for await (const row of feeds().find({ at: { $gt: since } })) look(row);
    },
  };
}
