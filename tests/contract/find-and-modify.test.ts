// https://www.mongodb.com/docs/manual/reference/command/findAndModify/
import { expect, test } from 'vitest';
import { collection, db, notOn, refusal } from './fixture.ts';

const three = () => collection({ _id: 1, n: 1 }, { _id: 2, n: 2 }, { _id: 3, n: 3 });

test('returns the row before, or after', async () => {
  const rows = await three();
  expect(await rows.findOneAndUpdate({ _id: 1 }, { $inc: { n: 10 } })).toEqual({ _id: 1, n: 1 });
  const after = await rows.findOneAndUpdate({ _id: 1 }, { $inc: { n: 10 } }, { returnDocument: 'after' });
  expect(after).toEqual({ _id: 1, n: 21 });
});

test('sort picks the row', async () => {
  const rows = await three();
  expect(await rows.findOneAndUpdate({}, { $set: { x: 1 } }, { sort: { n: -1 } })).toEqual({ _id: 3, n: 3 });
  expect(await rows.findOneAndDelete({ n: { $lt: 3 } }, { sort: { n: -1 } })).toEqual({ _id: 2, n: 2 });
});

test('projection applies to what is returned', async () => {
  const rows = await three();
  const options = { projection: { _id: 0, n: 1 }, returnDocument: 'after' } as const;
  expect(await rows.findOneAndUpdate({ _id: 1 }, { $set: { x: 1 } }, options)).toEqual({ n: 1 });
});

test('nothing found is null', async () => {
  const rows = await three();
  expect(await rows.findOneAndUpdate({ _id: 9 }, { $set: { n: 1 } })).toBeNull();
  expect(await rows.findOneAndReplace({ _id: 9 }, { n: 1 })).toBeNull();
  expect(await rows.findOneAndDelete({ _id: 9 })).toBeNull();
});

test('upsert returns null before and the row after', async () => {
  const rows = await collection();
  expect(await rows.findOneAndUpdate({ _id: 1 }, { $set: { n: 1 } }, { upsert: true })).toBeNull();
  const after = await rows.findOneAndUpdate(
    { _id: 2 },
    { $set: { n: 2 }, $setOnInsert: { made: true } },
    { upsert: true, returnDocument: 'after' },
  );
  expect(after).toEqual({ _id: 2, n: 2, made: true });
  expect(await rows.countDocuments()).toBe(2);
});

test('replacement keeps the _id', async () => {
  const rows = await three();
  expect(await rows.findOneAndReplace({ n: 2 }, { m: 1 }, { returnDocument: 'after' })).toEqual({
    _id: 2,
    m: 1,
  });
  await refusal(rows.findOneAndReplace({ _id: 1 }, { _id: 7 }), 66);
});

test('lastErrorObject tells what happened', async () => {
  const rows = await three();
  const include = { includeResultMetadata: true } as const;
  const updated = await rows.findOneAndUpdate({ _id: 1 }, { $set: { n: 5 } }, include);
  expect(updated).toMatchObject({
    ok: 1,
    value: { _id: 1, n: 1 },
    lastErrorObject: { n: 1, updatedExisting: true },
  });
  const upserted = await rows.findOneAndUpdate({ _id: 9 }, { $set: { n: 5 } }, { ...include, upsert: true });
  expect(upserted).toMatchObject({
    value: null,
    lastErrorObject: { n: 1, updatedExisting: false, upserted: 9 },
  });
  const missed = await rows.findOneAndUpdate({ _id: 8 }, { $set: { n: 5 } }, include);
  expect(missed).toMatchObject({ value: null, lastErrorObject: { n: 0, updatedExisting: false } });
  const removed = await rows.findOneAndDelete({ _id: 9 }, include);
  expect(removed).toMatchObject({ value: { _id: 9, n: 5 }, lastErrorObject: { n: 1 } });
});

test('arrayFilters and the positional operator', async () => {
  const rows = await collection({ _id: 1, a: [1, 6, 9], items: [{ k: 'x' }, { k: 'y' }] });
  const after = { returnDocument: 'after' } as const;
  expect(
    await rows.findOneAndUpdate(
      {},
      { $set: { 'a.$[big]': 0 } },
      { ...after, arrayFilters: [{ big: { $gt: 5 } }] },
    ),
  ).toMatchObject({ a: [1, 0, 0] });
  expect(await rows.findOneAndUpdate({ 'items.k': 'y' }, { $set: { 'items.$.v': 1 } }, after)).toMatchObject({
    items: [{ k: 'x' }, { k: 'y', v: 1 }],
  });
});

test('a pipeline', async () => {
  const rows = await three();
  const after = { returnDocument: 'after' } as const;
  expect(await rows.findOneAndUpdate({ _id: 3 }, [{ $set: { m: { $add: ['$n', 1] } } }], after)).toEqual({
    _id: 3,
    n: 3,
    m: 4,
  });
});

test('a duplicate key is refused with its key', async () => {
  const rows = await three();
  await rows.createIndex({ n: 1 }, { unique: true });
  const error = await refusal(rows.findOneAndUpdate({ _id: 1 }, { $set: { n: 3 } }), 11000);
  expect(error['keyPattern']).toEqual({ n: 1 });
  expect(await rows.findOne({ _id: 1 })).toEqual({ _id: 1, n: 1 });
});

test.each([
  ['remove and update', { remove: true, update: { $set: { a: 1 } } }],
  ['remove and new', { remove: true, new: true }],
  ['neither remove nor update', {}],
])('%s is refused', async (_, fields) => {
  const rows = await three();
  await refusal(db.command({ findAndModify: rows.collectionName, query: {}, ...fields }), 9);
});

test('a hundred concurrent counters give a hundred different numbers', async () => {
  const rows = await collection({ _id: 'seq', n: 0 });
  const take = () => rows.findOneAndUpdate({ _id: 'seq' }, { $inc: { n: 1 } }, { returnDocument: 'after' });
  const taken = await Promise.all(Array.from({ length: 100 }, take));
  expect(taken.map((row) => row!['n']).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, i) => i + 1),
  );
});

test('a job is leased to one of many workers', async () => {
  const rows = await collection(...Array.from({ length: 10 }, (_, i) => ({ _id: i, state: 'due' })));
  const lease = (worker: number) =>
    rows.findOneAndUpdate({ state: 'due' }, { $set: { state: 'leased', worker } }, { sort: { _id: 1 } });
  const leased = await Promise.all(Array.from({ length: 15 }, (_, i) => lease(i)));
  const ids: number[] = leased.flatMap((row) => (row ? [row['_id'] as number] : []));
  expect(ids.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

notOn('documentdb', 'no hint in findAndModify')('a hint is followed', async () => {
  const rows = await three();
  await rows.createIndex({ n: 1 });
  expect(await rows.findOneAndUpdate({ n: 2 }, { $set: { x: 1 } }, { hint: { n: 1 } })).toEqual({
    _id: 2,
    n: 2,
  });
});
