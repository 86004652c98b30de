// https://www.mongodb.com/docs/manual/reference/command/insert/
import { MongoBulkWriteError, ObjectId } from 'mongodb';
import { expect, test } from 'vitest';
import { collection, db, type Id, type Loose, refusal } from './fixture.ts';

async function bulkError(doing: Promise<unknown>): Promise<MongoBulkWriteError> {
  const error: unknown = await doing.then(
    () => new Error('Expected a bulk write error'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof MongoBulkWriteError)) throw error;
  return error;
}
const failedIndexes = (error: MongoBulkWriteError) =>
  [error.writeErrors].flat().map((failure) => failure.index);

test('insertOne answers with the id and the row is there', async () => {
  const rows = await collection();
  const answer = await rows.insertOne({ name: 'Ana' });
  expect(answer.acknowledged).toBe(true);
  expect(answer.insertedId).toBeInstanceOf(ObjectId);
  expect(await rows.findOne({ _id: answer.insertedId })).toEqual({ _id: answer.insertedId, name: 'Ana' });
});

test('the server makes the _id when the client sends none', async () => {
  const rows = await collection();
  await rows.insertOne({ name: 'Ana' }, { forceServerObjectId: true });
  const row = await rows.findOne();
  expect(row?._id).toBeInstanceOf(ObjectId);
  expect(Object.keys(row!)).toEqual(['_id', 'name']);
});

test('_id is stored first and the other fields keep their order', async () => {
  const rows = await collection();
  await db.command({ insert: rows.collectionName, documents: [{ b: 1, a: 2, _id: 7, z: 3, c: 4 }] });
  expect(Object.keys((await rows.findOne())!)).toEqual(['_id', 'b', 'a', 'z', 'c']);
});

test('a second row of the same _id is refused with the key', async () => {
  const rows = await collection({ _id: 1 });
  const error = await refusal(rows.insertOne({ _id: 1 }), 11000);
  expect(error.message).toMatch(
    /E11000 duplicate key error collection: \S+ index: _id_ dup key: \{ _id: 1 \}/,
  );
  expect(error['keyPattern']).toEqual({ _id: 1 });
  expect(error['keyValue']).toEqual({ _id: 1 });
});

test('an ordered insert stops at the first error', async () => {
  const rows = await collection();
  const error = await bulkError(rows.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 1 }, { _id: 3 }]));
  expect(error.code).toBe(11000);
  expect(failedIndexes(error)).toEqual([2]);
  expect(error.result.insertedCount).toBe(2);
  expect(await rows.countDocuments()).toBe(2);
});

test('an unordered insert goes on and names every index', async () => {
  const rows = await collection({ _id: 1 });
  const documents = [{ _id: 1 }, { _id: 2 }, { _id: 2 }, { _id: 3 }];
  const error = await bulkError(rows.insertMany(documents, { ordered: false }));
  expect(failedIndexes(error)).toEqual([0, 2]);
  expect(error.result.insertedCount).toBe(2);
  expect(await rows.countDocuments()).toBe(3);
});

test('a write error in the raw answer carries index, code, keyPattern and keyValue, with ok: 1', async () => {
  const rows = await collection({ _id: 'x' });
  const answer = await db.command({ insert: rows.collectionName, documents: [{ _id: 'y' }, { _id: 'x' }] });
  expect(answer).toMatchObject({ ok: 1, n: 1 });
  expect(answer['writeErrors']).toEqual([
    expect.objectContaining({ index: 1, code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 'x' } }),
  ]);
});

test.each<[string, Id]>([
  ['array', [1]],
  ['regular expression', /a/],
])('an _id that is an %s is refused', async (_, id) => {
  const rows = await collection();
  await refusal(rows.insertOne({ _id: id }), 53, 2);
  expect(await rows.countDocuments()).toBe(0);
});

test('an _id document with a $ field is refused', async () => {
  const rows = await collection();
  await refusal(rows.insertOne({ _id: { $a: 1 } }), 52);
});

test.each<[string, Id]>([
  ['document', { a: 1, b: [1] }],
  ['boolean', false],
  ['empty text', ''],
])('an _id may be: %s', async (_, id) => {
  const rows = await collection();
  await rows.insertOne({ _id: id });
  expect(await rows.findOne({ _id: id })).toEqual({ _id: id });
  await refusal(rows.insertOne({ _id: id }), 11000);
});

test('an _id may be null', async () => {
  const rows = await collection();
  const insert = () => db.command({ insert: rows.collectionName, documents: [{ _id: null }] });
  expect(await insert()).toMatchObject({ n: 1 });
  expect(await rows.findOne({ _id: null })).toEqual({ _id: null });
  expect(await insert()).toMatchObject({ n: 0, writeErrors: [{ code: 11000 }] });
});

test('numbers that are equal are one _id whatever their type', async () => {
  const { Double, Long } = await import('mongodb');
  const rows = await collection({ _id: 5 });
  await refusal(rows.insertOne({ _id: Long.fromNumber(5) }), 11000);
  await refusal(rows.insertOne({ _id: new Double(5) }), 11000);
  expect(await rows.findOne({ _id: new Double(5) })).toEqual({ _id: 5 });
});

test('documents as _id differ when their fields stand in another order', async () => {
  const rows = await collection({ _id: { a: 1, b: 2 } });
  await rows.insertOne({ _id: { b: 2, a: 1 } });
  expect(await rows.countDocuments()).toBe(2);
  await refusal(rows.insertOne({ _id: { a: 1, b: 2 } }), 11000);
});

test('an empty batch is refused', async () => {
  const rows = await collection();
  await refusal(db.command({ insert: rows.collectionName, documents: [] }), 16);
});

test('a name with $ or without text is no namespace', async () => {
  await refusal(db.command({ insert: 'a$b', documents: [{ _id: 1 }] }), 73);
  await refusal(db.command({ insert: '', documents: [{ _id: 1 }] }), 73);
});

test('the first row makes the collection', async () => {
  const rows = await collection();
  const names = async () => (await db.listCollections({ name: rows.collectionName }).toArray()).length;
  expect(await names()).toBe(0);
  await rows.insertOne({ _id: 1 });
  expect(await names()).toBe(1);
});

test('2,500 rows in one batch', async () => {
  const rows = await collection();
  const answer = await rows.insertMany(Array.from({ length: 2500 }, (_, i) => ({ _id: i })));
  expect(answer.insertedCount).toBe(2500);
  expect(await rows.countDocuments()).toBe(2500);
});

test('a document of just under 16 MB is stored, one above is refused', async () => {
  const rows = await collection();
  const text = 'x'.repeat(16 * 1024 * 1024 - 100);
  await rows.insertOne({ _id: 1, text });
  expect((await rows.findOne({ _id: 1 }))?.['text']).toHaveLength(text.length);
  await refusal(rows.insertOne({ _id: 2, text: `${text}${'x'.repeat(200)}` }), 2, 10334);
  expect(await rows.countDocuments()).toBe(1);
});

test('names that mean something in JavaScript are plain fields', async () => {
  const row: Loose = {
    _id: 1,
    constructor: 1,
    toString: 'x',
    length: 3,
    hasOwnProperty: true,
    valueOf: { then: 1 },
  };
  Object.defineProperty(row, '__proto__', { value: { polluted: 1 }, enumerable: true });
  const rows = await collection(row);
  const found = (await rows.findOne({ constructor: 1, length: 3, 'valueOf.then': 1 }))!;
  expect(Object.keys(found)).toEqual(Object.keys(row));
  expect(Object.entries(found).find(([key]) => key === '__proto__')?.[1]).toEqual({ polluted: 1 });
  expect(({} as Loose)['polluted']).toBeUndefined();
});

test('nested names may hold dots and dollars', async () => {
  const row = { _id: 1, a: { 'b.c': 1, $d: 2 }, '': 3 };
  const rows = await collection(row);
  expect(await rows.findOne()).toEqual(row);
});
