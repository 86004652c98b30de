/** The live side of a node, put together in two steps: accounts need its ground, and it needs the journals above them. */
import type { MemberId } from '@atrium/shared';
import type { Database } from '../db/connect.ts';
import type { Log } from '../log.ts';
import type { Encode } from './delivery/reader.ts';
import { createRegistry, type Registry } from './delivery/registry.ts';
import { createTurn, type Turn } from './delivery/turn.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import type { Journals } from './journal/types.ts';
import { createMemberFeed, type LocalFeed } from './member-feed/create.ts';
import { createPresenceBoard, type LocalPresence } from './presence/create.ts';
import { channelIdsOf } from './standings-of.ts';

export interface LiveGround {
  turn: Turn;
  registry: Registry;
  feed: LocalFeed;
  encode: Encode;
}

export interface Live extends LiveGround {
  delivery: Delivery;
  presence: LocalPresence;
  close(): void;
}

/** @param encode how an event becomes bytes: the transport's */
export function createLiveGround(encode: Encode, log: Log): LiveGround {
  const turn = createTurn((err) => log.error({ err }, 'a turn’s delivery failed'));
  const registry = createRegistry();
  return { turn, registry, encode, feed: createMemberFeed({ registry, encode }) };
}

export interface LiveOptions {
  journals: Journals;
  db: Pick<Database, 'connection'>;
  clock: () => number;
  log: Log;
}

export function createLive(ground: LiveGround, { journals, db, clock, log }: LiveOptions): Live {
  const { turn, registry, encode } = ground;
  const delivery = createDelivery({
    journals,
    registry,
    turn,
    encode,
    log,
    channelIdsOf: (memberId) => channelIdsOf(db.connection, memberId),
  });
  const presence = createPresenceBoard({
    delivery,
    encode,
    clock,
    dndOf: (memberIds) => readDnd(db, memberIds),
    failed: (err) => log.error({ err }, 'presence could not be told'),
  });
  return { ...ground, delivery, presence, close: presence.close };
}

async function readDnd(
  { connection }: Pick<Database, 'connection'>,
  memberIds: readonly MemberId[] | 'all',
): Promise<Map<MemberId, number>> {
  const whose = memberIds === 'all' ? {} : { _id: { $in: [...memberIds] } };
  const rows = connection
    .collection<{ _id: MemberId; dndUntil: number | null }>('members')
    .find({ ...whose, dndUntil: { $ne: null } }, { projection: { dndUntil: 1 } });
  const found = new Map<MemberId, number>();
  for await (const { _id, dndUntil } of rows) if (dndUntil !== null) found.set(_id, dndUntil);
  return found;
}
