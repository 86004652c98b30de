// What mongosh, Compass, mongodump and drivers send on their own, and options that change only how work is done.
import { type Document, MongoServerError } from 'mongodb';
import { expect, test } from 'vitest';
import { client, collection, db, idsOf, NOT_SUPPORTED, notOn } from './fixture.ts';

const admin = client.db('admin');

test.each<Document>([
  { getParameter: 1, featureCompatibilityVersion: 1 },
  { connectionStatus: 1 },
  { getCmdLineOpts: 1 },
  { getLog: 'startupWarnings' },
  { whatsmyuri: 1 },
  { listCommands: 1 },
  { currentOp: 1 },
  { listDatabases: 1, filter: { name: /^contract/ } },
  { endSessions: [] },
])('%j answers', async (command) => {
  expect(await admin.command(command)).toMatchObject({ ok: 1 });
});

test('listDatabases takes a filter', async () => {
  await collection({ _id: 1 });
  const { databases } = await admin.command({
    listDatabases: 1,
    nameOnly: true,
    filter: { name: db.databaseName },
  });
  expect(databases.map(({ name }: Document) => name)).toEqual([db.databaseName]);
});

test('a dump by $natural reads every row once', async () => {
  const rows = await collection(...Array.from({ length: 300 }, (_, i) => ({ _id: (i * 7) % 300 })));
  const found = await rows.find({}, { hint: { $natural: 1 }, batchSize: 50 }).toArray();
  expect(new Set(found.map((row) => row._id)).size).toBe(300);
  expect(found).toHaveLength(300);
});

notOn('documentdb', 'the order is not always that of insertion')(
  'rows come in the order of insertion, or in the opposite one, when $natural says so',
  async () => {
    const rows = await collection({ _id: 3 }, { _id: 1 }, { _id: 2 });
    await rows.insertOne({ _id: 0 });
    await rows.updateOne({ _id: 3 }, { $set: { long: 'x'.repeat(5000) } });
    const ids = async (direction: 1 | -1) =>
      (await rows.find().sort({ $natural: direction }).project({ _id: 1 }).toArray()).map(
        (row) => row['_id'],
      );
    expect(await ids(1)).toEqual([3, 1, 2, 0]);
    expect(await ids(-1)).toEqual([0, 2, 1, 3]);
  },
);

test('options that change nothing are accepted', async () => {
  const rows = await collection({ _id: 2 }, { _id: 1 });
  const options = {
    allowDiskUse: true,
    noCursorTimeout: true,
    allowPartialResults: false,
    showRecordId: false,
  } as const;
  expect(await rows.find({}, options).sort({ _id: 1 }).toArray()).toEqual([{ _id: 1 }, { _id: 2 }]);
  expect(
    await rows.aggregate([{ $sort: { _id: 1 } }], { allowDiskUse: true, comment: 'x' }).toArray(),
  ).toHaveLength(2);
});

test('variables in a filter', async () => {
  const rows = await collection({ _id: 1, n: 5 }, { _id: 2, n: 6 });
  const found = await rows.find({ $expr: { $eq: ['$n', '$$wanted'] } }, { let: { wanted: 6 } }).toArray();
  expect(found).toEqual([{ _id: 2, n: 6 }]);
});

test('hints are followed by count, update and delete', async () => {
  const rows = await collection({ _id: 1, n: 5 }, { _id: 2, n: 6 });
  await rows.createIndex({ n: 1 });
  expect(await rows.countDocuments({ n: 5 }, { hint: 'n_1' })).toBe(1);
  expect(await rows.updateOne({ n: 5 }, { $set: { m: 1 } }, { hint: { n: 1 } })).toMatchObject({
    modifiedCount: 1,
  });
  expect(await rows.deleteOne({ n: 6 }, { hint: 'n_1' })).toMatchObject({ deletedCount: 1 });
});

test('the simple collation is what there is without one', async () => {
  const rows = await collection({ _id: 1, s: 'a' }, { _id: 2, s: 'A' });
  const found = await rows.find({ s: 'a' }, { collation: { locale: 'simple' } }).toArray();
  expect(found.map((row) => row._id)).toEqual([1]);
});

test('a collation is followed or refused, never passed over', async () => {
  const rows = await collection({ _id: 1, s: 'b' }, { _id: 2, s: 'B' }, { _id: 3, s: 'a' });
  const found = await rows
    .find({ s: 'b' }, { collation: { locale: 'en', strength: 2 } })
    .sort({ _id: 1 })
    .toArray()
    .catch((error: unknown) => error);
  if (found instanceof MongoServerError) expect(NOT_SUPPORTED).toContain(found.code);
  else expect(found).toMatchObject([{ _id: 1 }, { _id: 2 }]);
});

test('a collation on an index is followed or refused', async () => {
  const rows = await collection({ _id: 1, s: 'b' });
  const made = await rows
    .createIndex({ s: 1 }, { unique: true, collation: { locale: 'en', strength: 2 } })
    .then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof MongoServerError)) throw error;
        expect([67, ...NOT_SUPPORTED]).toContain(error.code);
        return false;
      },
    );
  if (made) await expect(rows.insertOne({ _id: 2, s: 'B' })).rejects.toMatchObject({ code: 11000 });
  else expect(await idsOf(rows, {})).toEqual([1]);
});

test('a client that goes away in the middle of a result leaves the others alone', async () => {
  const rows = await collection(
    ...Array.from({ length: 200 }, (_, i) => ({ _id: i, text: 'x'.repeat(2000) })),
  );
  const { MongoClient } = await import('mongodb');
  const { url } = await import('./fixture.ts');
  const leaving = await new MongoClient(url).connect();
  const cursor = leaving.db(db.databaseName).collection(rows.collectionName).find({}, { batchSize: 2 });
  await cursor.next();
  await leaving.close();
  expect(await rows.countDocuments()).toBe(200);
});

test('validate answers for a sound collection', async () => {
  const rows = await collection({ _id: 1 });
  await rows.createIndex({ n: 1 });
  const answer = await db.command({ validate: rows.collectionName }).catch((error: unknown) => error);
  if (answer instanceof MongoServerError) expect(NOT_SUPPORTED).toContain(answer.code);
  else expect(answer).toMatchObject({ valid: true, ok: 1 });
});
