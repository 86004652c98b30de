// https://www.mongodb.com/docs/manual/indexes/ , https://www.mongodb.com/docs/manual/reference/command/createIndexes/
import type { IndexSpecification } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { codeHere, collection, db, idsOf, type Loose, notOn, refusal } from './fixture.ts';

describe('making and dropping', () => {
  test('names are made from the keys, and an index is listed with its options', async () => {
    const rows = await collection({ _id: 1 });
    expect(await rows.createIndex({ a: 1 })).toBe('a_1');
    expect(await rows.createIndex({ a: 1, 'b.c': -1 })).toBe('a_1_b.c_-1');
    expect(await rows.createIndex({ u: 1 }, { unique: true, name: 'mine' })).toBe('mine');
    await rows.createIndex({ s: 1 }, { sparse: true });
    await rows.createIndex({ t: 1 }, { expireAfterSeconds: 3600 });
    await rows.createIndex({ p: 1 }, { partialFilterExpression: { p: { $gt: 5 } } });
    const listed = await rows.listIndexes().toArray();
    expect(listed.map(({ name }) => name)).toEqual([
      '_id_',
      'a_1',
      'a_1_b.c_-1',
      'mine',
      's_1',
      't_1',
      'p_1',
    ]);
    expect(listed[0]).toMatchObject({ v: 2, key: { _id: 1 } });
    expect(listed[2]?.key).toEqual({ a: 1, 'b.c': -1 });
    expect(listed[3]).toMatchObject({ unique: true });
    expect(listed[4]).toMatchObject({ sparse: true });
    expect(listed[5]).toMatchObject({ expireAfterSeconds: 3600 });
    expect(listed[6]).toMatchObject({ partialFilterExpression: { p: { $gt: 5 } } });
  });

  test('createIndexes answers with the numbers before and after', async () => {
    const rows = await collection({ _id: 1 });
    const indexes = [
      { key: { a: 1 }, name: 'a_1' },
      { key: { b: 1 }, name: 'b_1' },
    ];
    const make = () => db.command({ createIndexes: rows.collectionName, indexes });
    expect(await make()).toMatchObject({ ok: 1, numIndexesBefore: 1, numIndexesAfter: 3 });
    expect(await make()).toMatchObject({ ok: 1, numIndexesBefore: 3, numIndexesAfter: 3 });
  });

  test('on a collection that is not there makes it', async () => {
    const rows = await collection();
    await rows.createIndex({ a: 1 });
    expect(await rows.indexExists('a_1')).toBe(true);
    expect(await db.listCollections({ name: rows.collectionName }).toArray()).toHaveLength(1);
  });

  test('the same index again changes nothing', async () => {
    const rows = await collection({ _id: 1 });
    await rows.createIndex({ a: 1 }, { unique: true });
    expect(await rows.createIndex({ a: 1 }, { unique: true })).toBe('a_1');
    expect(await rows.indexes()).toHaveLength(2);
  });

  test('dropped by name, by key, and all but _id', async () => {
    const rows = await collection({ _id: 1 });
    await rows.createIndexes([{ key: { a: 1 } }, { key: { b: 1 } }, { key: { c: 1 } }, { key: { d: 1 } }]);
    await rows.dropIndex('a_1');
    await db.command({ dropIndexes: rows.collectionName, index: { b: 1 } });
    expect((await rows.indexes()).map(({ name }) => name)).toEqual(['_id_', 'c_1', 'd_1']);
    await rows.dropIndexes();
    expect((await rows.indexes()).map(({ name }) => name)).toEqual(['_id_']);
  });

  test('a dropped unique index refuses nothing any more', async () => {
    const rows = await collection({ _id: 1, k: 1 });
    await rows.createIndex({ k: 1 }, { unique: true });
    await refusal(rows.insertOne({ _id: 2, k: 1 }), 11000);
    await rows.dropIndex('k_1');
    await rows.insertOne({ _id: 2, k: 1 });
    await refusal(rows.createIndex({ k: 1 }, { unique: true }), 11000);
  });

  test.each<[string, number, (rows: Awaited<ReturnType<typeof collection>>) => Promise<unknown>]>([
    ['dropping what is not there', 27, (rows) => rows.dropIndex('none_1')],
    ['dropping the _id index', 72, (rows) => rows.dropIndex('_id_')],
    ['a name in use for other keys', 86, (rows) => rows.createIndex({ b: 1 }, { name: 'a_1' })],
    ['the same keys under another name', 85, (rows) => rows.createIndex({ a: 1 }, { name: 'other' })],
    ['the same name and keys with other options', 86, (rows) => rows.createIndex({ a: 1 }, { unique: true })],
    ['no keys', 67, (rows) => rows.createIndex({})],
    ['a direction of 0', 67, (rows) => rows.createIndex({ z: 0 } as IndexSpecification)],
    ['an unknown kind', 67, (rows) => rows.createIndex({ z: 'nothing' } as unknown as IndexSpecification)],
    ['a key path that ends in a dot', 67, (rows) => rows.createIndex({ 'z.': 1 })],
    [
      'a partial and sparse index',
      codeHere(67, { documentdb: 197 }),
      (rows) => rows.createIndex({ z: 1 }, { sparse: true, partialFilterExpression: { z: 1 } }),
    ],
  ])('%s is refused', async (_, code, attempt) => {
    const rows = await collection({ _id: 1 });
    await rows.createIndex({ a: 1 });
    await refusal(attempt(rows), code);
    expect((await rows.indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1']);
  });

  test('indexes of the same keys that differ in sparse or unique stand side by side', async () => {
    const rows = await collection({ _id: 1 }, { _id: 2, a: 1 });
    await rows.createIndex({ a: 1 });
    await rows.createIndex({ a: 1 }, { name: 'sparse', sparse: true });
    await rows.createIndex({ a: 1 }, { name: 'unique', unique: true });
    expect((await rows.indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1', 'sparse', 'unique']);
    expect(await idsOf(rows, { a: null })).toEqual([1]);
    await refusal(rows.insertOne({ _id: 3, a: 1 }), 11000);
    await refusal(db.command({ dropIndexes: rows.collectionName, index: { a: 1 } }), 181);
    await rows.dropIndex('unique');
    await rows.insertOne({ _id: 3, a: 1 });
    expect(await idsOf(rows, { a: 1 })).toEqual([2, 3]);
  });

  test('listing the indexes of nothing', async () => {
    await refusal(db.collection('nowhere').listIndexes().toArray(), 26);
  });
});

describe('a filter finds the same with and without an index', () => {
  const documents: Loose[] = [
    { _id: 1, a: 1, b: 'x' },
    { _id: 2, a: [1, 5], b: 'y' },
    { _id: 3, a: null, b: 'x' },
    { _id: 4, b: 'z' },
    { _id: 5, a: 'text', b: null },
    { _id: 6, a: { k: 1 }, b: 'x' },
    { _id: 7, a: [], b: 'x' },
    { _id: 8, a: [[1]], b: 'q' },
    { _id: 9, a: 3.5, b: ['x', 'y'].join('') },
    { _id: 10, a: new Date(7), b: 'x' },
    { _id: 11, a: [null], b: 'x' },
    { _id: 12, a: [{ k: 1 }, { k: 9 }], b: 'x' },
    { _id: 13, a: true, b: 'x' },
    { _id: 14, a: -1, b: 'y' },
  ];
  const filters: Loose[] = [
    { a: 1 },
    { a: null },
    { a: { $gt: 0 } },
    { a: { $lte: 3.5 } },
    { a: { $gte: -1, $lt: 2 } },
    { a: { $in: [1, null, 'text'] } },
    { a: { $ne: 1 } },
    { a: { $nin: [1, null] } },
    { a: { $exists: true } },
    { a: { $exists: false } },
    { a: [] },
    { a: [1, 5] },
    { a: { k: 1 } },
    { a: { $type: 'number' } },
    { a: /^te/ },
    { a: { $gt: 'a' } },
    { a: { $elemMatch: { $gt: 2 } } },
    { a: { $size: 2 } },
    { a: { $all: [1, 5] } },
    { a: { $not: { $gt: 0 } } },
    { a: 1, b: 'x' },
    { b: 'x', a: { $gt: 0 } },
    { $or: [{ a: 1 }, { b: 'z' }] },
    { a: { $gte: new Date(0) } },
    { a: { $gt: 2, $lt: 4 } },
    { a: { $in: [[], [1]] } },
    { a: { $in: [/^t/, 3.5] } },
  ];
  test.each<IndexSpecification>([{ a: 1 }, { a: -1 }, { a: 1, b: 1 }, { b: 1, a: -1 }, { 'a.k': 1 }])(
    '%j',
    async (key) => {
      const plain = await collection(...documents);
      const indexed = await collection(...documents);
      await indexed.createIndex(key);
      for (const filter of [
        ...filters,
        { 'a.k': 1 },
        { 'a.k': null },
        { 'a.k': { $gt: 5 } },
        { 'a.k': { $exists: false } },
      ]) {
        expect(await idsOf(indexed, filter), JSON.stringify(filter)).toEqual(await idsOf(plain, filter));
      }
    },
  );
});

// Since 4.2 an index key has no limit of its own: https://www.mongodb.com/docs/manual/reference/limits/
describe('keys longer than a page', async () => {
  const long = 'x'.repeat(9000);
  const documents = [
    { _id: 1, k: `${long}b` },
    { _id: 2, k: `${long}a` },
    { _id: 3, k: long },
    { _id: 4, k: 'x'.repeat(1500) },
    { _id: 5, k: `${long}c`, n: 1 },
  ];
  const rows = await collection();
  await rows.createIndex({ k: 1, n: -1 });
  await rows.insertMany(documents);
  const ids = async (filter: Loose) =>
    (await rows.find(filter).sort({ k: 1 }).toArray()).map((row) => row._id);

  test('keep their order and their ranges', async () => {
    expect(await ids({})).toEqual([4, 3, 2, 1, 5]);
    expect(await ids({ k: { $gt: long, $lt: `${long}c` } })).toEqual([2, 1]);
    expect(await ids({ k: { $gte: `${long}b` } })).toEqual([1, 5]);
    expect(await ids({ k: /^x+$/ })).toEqual([4, 3]);
  });
  test('are found, changed and removed', async () => {
    expect(await ids({ k: `${long}a` })).toEqual([2]);
    await rows.updateOne({ _id: 2 }, { $set: { k: `${long}d` } });
    expect(await ids({ k: `${long}a` })).toEqual([]);
    expect(await ids({ k: { $gt: `${long}c` } })).toEqual([2]);
    await rows.deleteOne({ _id: 2 });
    expect(await ids({ k: { $gt: `${long}c` } })).toEqual([]);
    await rows.insertOne({ ...documents[1] });
  });
  test('are unique where they differ in the last letter alone', async () => {
    const unique = await collection(...documents);
    await unique.createIndex({ k: 1 }, { unique: true });
    await unique.insertOne({ _id: 6, k: `${long}z` });
    await refusal(unique.insertOne({ _id: 7, k: `${long}z` }), 11000);
    await refusal(unique.updateOne({ _id: 6 }, { $set: { k: long } }), 11000);
    expect(await unique.countDocuments({ k: `${long}z` })).toBe(1);
  });
});

test('an _id of 5,000 letters', async () => {
  const [a, b] = [`${'i'.repeat(5000)}a`, `${'i'.repeat(5000)}b`];
  const rows = await collection({ _id: b, n: 2 }, { _id: a, n: 1 });
  await refusal(rows.insertOne({ _id: a }), 11000);
  expect(await rows.findOne({ _id: b })).toEqual({ _id: b, n: 2 });
  expect((await rows.find().sort({ _id: 1 }).toArray()).map((row) => row['n'])).toEqual([1, 2]);
  await rows.deleteOne({ _id: a });
  expect(await rows.countDocuments()).toBe(1);
});

describe('sparse and partial indexes do not hide rows', () => {
  test('a sparse index is not used where missing rows belong to the result', async () => {
    const rows = await collection({ _id: 1, k: 2 }, { _id: 2 }, { _id: 3, k: 1 });
    await rows.createIndex({ k: 1 }, { sparse: true });
    expect((await rows.find().sort({ k: 1 }).toArray()).map((row) => row._id)).toEqual([2, 3, 1]);
    expect(await idsOf(rows, { k: null })).toEqual([2]);
    expect(await idsOf(rows, { k: { $exists: false } })).toEqual([2]);
  });
  test('a partial index is not used for what it does not hold', async () => {
    const rows = await collection({ _id: 1, k: 1, n: 1 }, { _id: 2, k: 1, n: 9 }, { _id: 3, k: 2, n: 9 });
    await rows.createIndex({ k: 1 }, { partialFilterExpression: { n: { $gt: 5 } } });
    expect(await idsOf(rows, { k: 1 })).toEqual([1, 2]);
    expect(await idsOf(rows, { k: 1, n: { $gt: 5 } })).toEqual([2]);
    expect(await idsOf(rows, { k: 1, n: { $gt: 0 } })).toEqual([1, 2]);
  });
});

notOn('documentdb', 'an unsorted result is not in the order of the hinted index')(
  'a hint on a sparse index leaves out the rows it does not hold',
  async () => {
    const rows = await collection({ _id: 1, k: 2 }, { _id: 2 }, { _id: 3, k: 1 });
    await rows.createIndex({ k: 1 }, { sparse: true });
    const found = await rows.find().hint('k_1').toArray();
    expect(found.map((row) => row._id)).toEqual([3, 1]);
  },
);

test('collMod changes the expiry of a TTL index', async () => {
  const rows = await collection({ _id: 1 });
  await rows.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  const index = { keyPattern: { at: 1 }, expireAfterSeconds: 3600 };
  expect(await db.command({ collMod: rows.collectionName, index })).toMatchObject({ ok: 1 });
  expect((await rows.indexes())[1]).toMatchObject({ expireAfterSeconds: 3600 });
});

test.each([-1, 'soon'])('an expiry of %j is refused', async (expireAfterSeconds) => {
  const rows = await collection({ _id: 1 });
  const indexes = [{ key: { at: 1 }, name: 'at_1', expireAfterSeconds }];
  await refusal(db.command({ createIndexes: rows.collectionName, indexes }), 67, 14);
});
