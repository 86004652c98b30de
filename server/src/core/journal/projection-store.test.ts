import { type Db, MongoBulkWriteError } from 'mongodb';
import { expect, test } from 'vitest';
import type { Plan, Write } from './plan.ts';
import { createProjectionStore } from './projection-store.ts';

type Update = { filter: { updatedSeq: { $lt: number } }; update: { $set: { updatedSeq: number } } };

/** A collection of one row with the unique key, in which a rival's insert may come between the look and the insert. */
function collectionOf({ rival }: { rival: number }) {
  let row: number | null = null;
  let asked = 0;
  const bulkWrite = async (writes: { updateOne: Update }[]) => {
    asked += 1;
    const writeErrors = [];
    for (const [index, { updateOne }] of writes.entries()) {
      const fits = row !== null && row < updateOne.filter.updatedSeq.$lt;
      const looked = row;
      if (asked === 1) row ??= rival;
      if (fits || (looked === null && row === null)) row = updateOne.update.$set.updatedSeq;
      else writeErrors.push({ index, code: 11_000 });
    }
    if (writeErrors.length > 0) {
      const error = { message: 'E11000 duplicate key', code: 11_000, writeErrors };
      throw new MongoBulkWriteError(error as never, {} as never);
    }
  };
  return { bulkWrite, row: () => row };
}

const standing = (seq: number): Write =>
  ({
    updateOne: {
      filter: { channelId: 'c', memberId: 'm', updatedSeq: { $lt: seq } },
      update: { $set: { updatedSeq: seq } },
      upsert: true,
    },
  }) as Write;

const nothing = { find: () => ({ toArray: async () => [] }), bulkWrite: async () => undefined };

function write(standings: ReturnType<typeof collectionOf>, seq: number): Promise<ReadonlySet<number>> {
  const db = { collection: (name: string) => (name === 'standings' ? standings : nothing) };
  const store = createProjectionStore(db as unknown as Db, { getMany: async () => new Map() });
  const empty = {
    messages: [],
    threads: [],
    follows: [],
    reads: [],
    activityGone: [],
    activity: [],
    texts: [],
  };
  const plan = { ...empty, standings: [standing(seq)], channel: standing(seq) } as unknown as Plan;
  return store.write([plan]);
}

test('a row that somebody else made at the same moment is brought up to date all the same', async () => {
  const standings = collectionOf({ rival: 3 });
  await write(standings, 7);
  expect(standings.row()).toBe(7);
});

test('a row that is newer stays', async () => {
  const standings = collectionOf({ rival: 9 });
  await write(standings, 7);
  expect(standings.row()).toBe(9);
});
