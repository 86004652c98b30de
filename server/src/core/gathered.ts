/**
 * One query for all who ask at the same moment. When everybody comes back at once, a query each is what the server would
 * spend its time on. Nothing is kept: a query begins after everybody in it has asked, so that what somebody wrote before
 * asking is in its answer.
 */
import { performance } from 'node:perf_hooks';
import type { ChannelId, MemberId } from '@atrium/shared';
import type { Document, Filter } from 'mongodb';
import type { Connection } from 'mongoose';
import { find } from '../db/find.ts';

const keysPerQuery = 200;
const queriesAtOnce = 2;
/**
 * A query begins this long after the one before it; where little is asked, at the end of the turn. Where the one before it
 * was for several, everybody is coming at once, and waits for more to share with: at the most this long.
 */
const gatherMs = 4;
const crowdGatherMs = 20;
/** For what is asked once by each connection: a crowd of them needs its answers soon, nobody of it at once. */
export const arrivalGatherMs = 80;
/** A crowd waits while there is other work, which is looked at so often: more than this share of the event loop's time. */
const looksPerCrowd = 10;
const busy = 0.7;
/** Of one query for several; where there are more, each is asked for alone, with its own bound. */
const rowsPerQuery = 5_000;

interface Waiting<Key, Value> {
  key: Key;
  resolve: (value: Value) => void;
  reject: (error: unknown) => void;
}

/** @param ask answers for each of the keys, in their order */
export function gathered<Key, Value>(
  ask: (keys: readonly Key[]) => Promise<readonly Value[]>,
  keysAtOnce: () => number = () => keysPerQuery,
  crowdMs: number = crowdGatherMs,
): (key: Key) => Promise<Value> {
  let waiting: Waiting<Key, Value>[] = [];
  let underWay = 0;
  let isDue = false;
  let nextAt = Number.NEGATIVE_INFINITY;

  const answer = async (batch: readonly Waiting<Key, Value>[]): Promise<void> => {
    try {
      const values = await ask(batch.map(({ key }) => key));
      for (const [index, { resolve }] of batch.entries()) resolve(values[index] as Value);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      underWay -= 1;
      askSoon();
    }
  };

  const askNow = () => {
    isDue = false;
    nextAt = performance.now() + (waiting.length > 1 ? crowdMs : gatherMs);
    while (waiting.length > 0 && underWay < queriesAtOnce) {
      const batch = waiting.slice(0, keysAtOnce());
      waiting = waiting.slice(batch.length);
      underWay += 1;
      void answer(batch);
    }
  };

  const askSoon = () => {
    if (isDue || waiting.length === 0 || underWay >= queriesAtOnce) return;
    isDue = true;
    const waitMs = nextAt - performance.now();
    if (waitMs <= 0) setImmediate(askNow);
    else if (waitMs <= gatherMs) setTimeout(askNow, waitMs);
    else waitWhileBusy();
  };

  /** Where there is nothing else to do, nothing is saved by waiting. */
  const waitWhileBusy = () => {
    const before = performance.eventLoopUtilization();
    const look = () => {
      const { utilization } = performance.eventLoopUtilization(before);
      if (utilization < busy || performance.now() >= nextAt) askNow();
      else waitWhileBusy();
    };
    setTimeout(look, Math.min(crowdMs / looksPerCrowd, nextAt - performance.now()));
  };

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      askSoon();
    });
}

/** A reader of rows for each connection to a database: a process may hold several servers. */
function perConnection<Key, Value>(
  make: (connection: Connection) => (key: Key) => Promise<Value>,
): (connection: Connection, key: Key) => Promise<Value> {
  const made = new WeakMap<Connection, (key: Key) => Promise<Value>>();
  return (connection, key) => {
    let read = made.get(connection);
    if (!read) made.set(connection, (read = make(connection)));
    return read(key);
  };
}

export interface RowsBy {
  collection: string;
  /** Has an index that begins with it, or with what `filter` fixes and then it. */
  field: string;
  filter?: Filter<Document>;
  sort?: Readonly<Record<string, 1 | -1>>;
  /** Of one key. */
  limit?: number;
  /** How long a crowd waits for more to share a query with, in milliseconds. */
  crowdMs?: number;
}

/** Rows by one of their fields, such as all that belongs to one member; those who ask together share a query. */
export function rowsBy<Row, Key extends string>(
  options: RowsBy,
): (connection: Connection, key: Key) => Promise<Row[]> {
  const { collection, field, filter = {}, sort, limit, crowdMs } = options;
  return perConnection((connection) => {
    // An operator, always: nothing that came from outside can become one.
    const rowsOf = (value: { $eq: unknown } | { $in: unknown[] }, most: number | undefined) =>
      find<Row>(connection, {
        collection,
        filter: { ...filter, [field]: value },
        ...(sort && { sort }),
        ...(most !== undefined && { limit: most }),
      });
    // Where people have many rows each, fewer of them share a query: else each query would be asked in vain.
    let rowsEach = 1;
    return gathered(
      async (keys) => {
        const unique = [...new Set(keys)];
        const [only] = unique;
        if (unique.length === 1) {
          const rows = await rowsOf({ $eq: only }, limit);
          rowsEach = (rowsEach + rows.length) / 2;
          return keys.map(() => rows);
        }
        const rows = await rowsOf({ $in: unique }, rowsPerQuery + 1);
        if (rows.length > rowsPerQuery) {
          const all = await Promise.all(unique.map((key) => rowsOf({ $eq: key }, limit)));
          rowsEach = all.reduce((sum, { length }) => sum + length, 0) / unique.length;
          const found = new Map(unique.map((key, index) => [key, all[index]]));
          return keys.map((key) => found.get(key) ?? []);
        }
        rowsEach = Math.max(1, (rowsEach + rows.length / unique.length) / 2);
        const byKey = new Map<unknown, Row[]>(unique.map((key) => [key, []]));
        for (const row of rows) byKey.get((row as Document)[field])?.push(row);
        return keys.map((key) => (byKey.get(key) ?? []).slice(0, limit));
      },
      () => Math.max(1, Math.min(keysPerQuery, Math.floor(rowsPerQuery / (2 * rowsEach)))),
      crowdMs,
    );
  });
}

/** Rows of one member in one channel; members who ask for the same channel share a branch of the query. */
export function rowsInChannel<Row extends { channelId: ChannelId; memberId: string }>(options: {
  collection: string;
  filter: Filter<Document>;
  limit: number;
}): (connection: Connection, key: { channelId: ChannelId; memberId: MemberId }) => Promise<Row[]> {
  const { collection, filter, limit } = options;
  return perConnection((connection) => {
    const rowsOf = (where: Filter<Document>, most: number) =>
      find<Row>(connection, { collection, filter: { ...filter, ...where }, limit: most });
    return gathered(async (keys) => {
      const members = new Map<ChannelId, Set<MemberId>>();
      for (const { channelId, memberId } of keys) {
        const known = members.get(channelId);
        if (known) known.add(memberId);
        else members.set(channelId, new Set([memberId]));
      }
      const branches = [...members].map(([channelId, ids]) => ({
        ...filter,
        channelId: { $eq: channelId },
        memberId: { $in: [...ids] },
      }));
      const [first] = branches;
      const rows = await rowsOf(branches.length === 1 && first ? first : { $or: branches }, rowsPerQuery + 1);
      if (rows.length > rowsPerQuery) {
        return Promise.all(
          keys.map(({ channelId, memberId }) =>
            rowsOf({ channelId: { $eq: channelId }, memberId: { $eq: memberId } }, limit),
          ),
        );
      }
      const byPlace = new Map<string, Row[]>();
      for (const row of rows) {
        const place = `${row.channelId} ${row.memberId}`;
        const known = byPlace.get(place);
        if (known) known.push(row);
        else byPlace.set(place, [row]);
      }
      return keys.map(({ channelId, memberId }) => byPlace.get(`${channelId} ${memberId}`) ?? []);
    });
  });
}
