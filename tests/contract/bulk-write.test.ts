// https://www.mongodb.com/docs/manual/reference/method/db.collection.bulkWrite/
import { MongoBulkWriteError } from 'mongodb';
import { expect, test } from 'vitest';
import { collection, idsOf, notOn } from './fixture.ts';

test('every kind of operation in one bulk, counted', async () => {
  const rows = await collection({ _id: 1, n: 1 }, { _id: 2, n: 1 }, { _id: 3, n: 3 }, { _id: 4, n: 4 });
  const answer = await rows.bulkWrite([
    { insertOne: { document: { _id: 5, n: 5 } } },
    { updateOne: { filter: { _id: 1 }, update: { $set: { n: 10 } } } },
    { updateMany: { filter: { n: { $lte: 3 } }, update: { $set: { seen: true } } } },
    { replaceOne: { filter: { _id: 4 }, replacement: { m: 1 } } },
    { updateOne: { filter: { _id: 9 }, update: { $set: { n: 9 } }, upsert: true } },
    { deleteOne: { filter: { _id: 5 } } },
    { deleteMany: { filter: { seen: true } } },
  ]);
  expect(answer).toMatchObject({
    insertedCount: 1,
    matchedCount: 4,
    modifiedCount: 4,
    upsertedCount: 1,
    upsertedIds: { 4: 9 },
    deletedCount: 3,
  });
  expect(await rows.find().sort({ _id: 1 }).toArray()).toEqual([
    { _id: 1, n: 10 },
    { _id: 4, m: 1 },
    { _id: 9, n: 9 },
  ]);
});

async function failing(ordered: boolean) {
  const rows = await collection({ _id: 1 }, { _id: 2 });
  const doing = rows.bulkWrite(
    [
      { insertOne: { document: { _id: 3 } } },
      { insertOne: { document: { _id: 1 } } },
      { updateOne: { filter: { _id: 2 }, update: { $set: { n: 1 } } } },
      { updateOne: { filter: { _id: 2 }, update: { $inc: { n: 'x' as never } } } },
      { deleteOne: { filter: { _id: 3 } } },
    ],
    { ordered },
  );
  const error: unknown = await doing.catch((reason: unknown) => reason);
  if (!(error instanceof MongoBulkWriteError)) throw error;
  return { rows, error, failures: [error.writeErrors].flat().map(({ index, code }) => ({ index, code })) };
}

test('ordered: nothing after the first failure is done', async () => {
  const { rows, error, failures } = await failing(true);
  expect(failures).toEqual([{ index: 1, code: 11000 }]);
  expect(error.result.insertedCount).toBe(1);
  expect(await rows.findOne({ _id: 2 })).toEqual({ _id: 2 });
  expect(await idsOf(rows, {})).toEqual([1, 2, 3]);
});

test('unordered: the rest is done, failures carry the index in the list sent', async () => {
  const { rows, failures } = await failing(false);
  expect(failures.toSorted((a, b) => a.index - b.index)).toEqual([
    { index: 1, code: 11000 },
    { index: 3, code: 14 },
  ]);
  expect(await rows.findOne({ _id: 2 })).toEqual({ _id: 2, n: 1 });
  expect(await idsOf(rows, {})).toEqual([1, 2]);
});

notOn('documentdb', 'replacing by the same counts as modified')('an upsert that replaces', async () => {
  const rows = await collection();
  const operation = { replaceOne: { filter: { _id: 1 }, replacement: { n: 1 }, upsert: true } };
  expect(await rows.bulkWrite([operation])).toMatchObject({ upsertedCount: 1, matchedCount: 0 });
  expect(await rows.bulkWrite([operation])).toMatchObject({
    upsertedCount: 0,
    matchedCount: 1,
    modifiedCount: 0,
  });
});

test('arrayFilters and collation-free hints pass through a bulk', async () => {
  const rows = await collection({ _id: 1, a: [1, 5, 9] });
  await rows.bulkWrite([
    {
      updateOne: {
        filter: { _id: 1 },
        update: { $set: { 'a.$[big]': 0 } },
        arrayFilters: [{ big: { $gt: 4 } }],
      },
    },
  ]);
  expect(await rows.findOne()).toEqual({ _id: 1, a: [1, 0, 0] });
});

test('the legacy bulk builders work', async () => {
  const rows = await collection({ _id: 1, n: 1 });
  const bulk = rows.initializeUnorderedBulkOp();
  bulk.insert({ _id: 2, n: 2 });
  bulk.find({ _id: 1 }).updateOne({ $inc: { n: 1 } });
  bulk.find({ _id: 3 }).upsert().replaceOne({ n: 3 });
  expect(await bulk.execute()).toMatchObject({ insertedCount: 1, modifiedCount: 1, upsertedCount: 1 });
});
