// https://www.mongodb.com/docs/manual/reference/command/update/
import { ObjectId } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { collection, db, engine, idsOf, notOn, refusal } from './fixture.ts';

describe('counts', () => {
  test('updateOne changes one row, updateMany all that match', async () => {
    const rows = await collection({ _id: 1, n: 1 }, { _id: 2, n: 1 }, { _id: 3, n: 2 });
    expect(await rows.updateOne({ n: 1 }, { $set: { x: 1 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 1,
    });
    expect(await rows.updateMany({ n: 1 }, { $set: { x: 1 } })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 1,
    });
    expect(await idsOf(rows, { x: 1 })).toEqual([1, 2]);
  });

  test('a change to the same value is matched and not modified', async () => {
    const rows = await collection({ _id: 1, n: 1, a: [1], d: { x: 1 } });
    const update = { $set: { n: 1, 'd.x': 1 }, $addToSet: { a: 1 }, $unset: { none: 1 } };
    expect(await rows.updateOne({ _id: 1 }, update)).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
  });

  test('nothing matched', async () => {
    const rows = await collection({ _id: 1 });
    expect(await rows.updateMany({ _id: 9 }, { $set: { n: 1 } })).toMatchObject({
      acknowledged: true,
      matchedCount: 0,
      modifiedCount: 0,
      upsertedCount: 0,
      upsertedId: null,
    });
  });

  test('an empty $set is no change and no error', async () => {
    const rows = await collection({ _id: 1 });
    expect(await rows.updateOne({}, { $set: {} })).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
  });

  test('the raw answer', async () => {
    const rows = await collection({ _id: 1 });
    const answer = await db.command({
      update: rows.collectionName,
      updates: [
        { q: { _id: 1 }, u: { $set: { n: 1 } } },
        { q: { _id: 2 }, u: { $set: { n: 1 } }, upsert: true },
        { q: { _id: 3 }, u: { $set: { n: 1 } } },
      ],
    });
    expect(answer).toMatchObject({ ok: 1, n: 2, nModified: 1, upserted: [{ index: 1, _id: 2 }] });
  });
});

describe('replacement', () => {
  test('keeps the _id and drops every other field', async () => {
    const rows = await collection({ _id: 1, a: 1, b: 2 });
    expect(await rows.replaceOne({ a: 1 }, { c: 3 })).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await rows.findOne()).toEqual({ _id: 1, c: 3 });
  });
  test('may name the same _id, and no other', async () => {
    const rows = await collection({ _id: 1 });
    await rows.replaceOne({ _id: 1 }, { _id: 1, n: 1 });
    await refusal(rows.replaceOne({ _id: 1 }, { _id: 2 }), 66);
    expect(await rows.findOne()).toEqual({ _id: 1, n: 1 });
  });
  test('of many rows is refused', async () => {
    const rows = await collection({ _id: 1 });
    await refusal(
      db.command({ update: rows.collectionName, updates: [{ q: {}, u: { a: 1 }, multi: true }] }).then(raise),
      9,
    );
  });
  test('with an operator among its fields is refused', async () => {
    const rows = await collection({ _id: 1 });
    const updates = [{ q: {}, u: { a: 1, $set: { b: 1 } } }];
    await refusal(db.command({ update: rows.collectionName, updates }).then(raise), 52);
  });
});

describe('upsert', () => {
  test('makes an ObjectId when the filter names no _id', async () => {
    const rows = await collection();
    const answer = await rows.updateOne({ a: 1 }, { $set: { b: 2 } }, { upsert: true });
    expect(answer).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1 });
    expect(answer.upsertedId).toBeInstanceOf(ObjectId);
    expect(await rows.findOne()).toEqual({ _id: answer.upsertedId, a: 1, b: 2 });
  });
  test('takes equalities from the filter, not comparisons', async () => {
    const rows = await collection();
    const filter = {
      _id: 7,
      a: { $eq: 1 },
      'd.e': 2,
      n: { $gt: 5 },
      $and: [{ f: 3 }],
      $or: [{ g: 4 }],
      h: { $in: [1, 2] },
    };
    await rows.updateOne(filter, { $set: { s: 1 } }, { upsert: true });
    expect(await rows.findOne()).toEqual({ _id: 7, a: 1, d: { e: 2 }, f: 3, g: 4, s: 1 });
  });
  test('$setOnInsert applies on insert only', async () => {
    const rows = await collection();
    const upsert = () =>
      rows.updateOne({ _id: 1 }, { $setOnInsert: { made: 1 }, $inc: { n: 1 } }, { upsert: true });
    await upsert();
    expect(await rows.findOne()).toEqual({ _id: 1, made: 1, n: 1 });
    await rows.updateOne({ _id: 1 }, { $set: { made: 2 } });
    await upsert();
    expect(await rows.findOne()).toEqual({ _id: 1, made: 2, n: 2 });
  });
  test('a replacement takes the _id of the filter', async () => {
    const rows = await collection();
    const answer = await rows.replaceOne({ _id: 5, x: 1 }, { n: 1 }, { upsert: true });
    expect(answer.upsertedId).toBe(5);
    expect(await rows.findOne()).toEqual({ _id: 5, n: 1 });
  });
  test('an array operator on the new row', async () => {
    const rows = await collection();
    await rows.updateOne(
      { _id: 1 },
      { $push: { a: { $each: [3, 1], $sort: 1 } as never }, $addToSet: { s: 1 } },
      { upsert: true },
    );
    expect(await rows.findOne()).toEqual({ _id: 1, a: [1, 3], s: [1] });
  });
  test('many at once make one row', async () => {
    const rows = await collection();
    await rows.createIndex({ k: 1 }, { unique: true });
    const upsert = () => rows.updateOne({ k: 'x' }, { $inc: { n: 1 } }, { upsert: true });
    // MongoDB itself tries again when another upsert came first; this engine leaves it to the client.
    const persistent = async (): Promise<unknown> =>
      upsert().catch((error) =>
        engine === 'documentdb' && error.code === 11000 ? persistent() : Promise.reject(error),
      );
    await Promise.all(Array.from({ length: 20 }, persistent));
    expect(await rows.find().project({ _id: 0 }).toArray()).toEqual([{ k: 'x', n: 20 }]);
  });
  test('that breaks a unique index is refused', async () => {
    const rows = await collection({ _id: 1, k: 'x' });
    await rows.createIndex({ k: 1 }, { unique: true });
    const error = await refusal(rows.updateOne({ _id: 2 }, { $set: { k: 'x' } }, { upsert: true }), 11000);
    expect(error).toMatchObject({ keyPattern: { k: 1 }, keyValue: { k: 'x' } });
    expect(await rows.countDocuments()).toBe(1);
  });
});

describe('pipeline', () => {
  test('sets from other fields, unsets and replaces', async () => {
    const rows = await collection({ _id: 1, a: 2, b: 3, c: 1 });
    const pipeline = [
      { $set: { sum: { $add: ['$a', '$b'] } } },
      { $unset: ['c'] },
      { $set: { twice: { $multiply: ['$sum', 2] } } },
    ];
    expect(await rows.updateOne({ _id: 1 }, pipeline)).toMatchObject({ modifiedCount: 1 });
    expect(await rows.findOne()).toEqual({ _id: 1, a: 2, b: 3, sum: 5, twice: 10 });
    await rows.updateOne({ _id: 1 }, [{ $replaceWith: { old: '$$ROOT.sum' } }]);
    expect(await rows.findOne()).toEqual({ _id: 1, old: 5 });
  });
  test('on many rows and with upsert', async () => {
    const rows = await collection({ _id: 1, n: 1 }, { _id: 2, n: 2 });
    await rows.updateMany({}, [{ $set: { m: { $cond: [{ $gt: ['$n', 1] }, 'big', 'small'] } } }]);
    expect(await rows.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, n: 1, m: 'small' },
      { _id: 2, n: 2, m: 'big' },
    ]);
    await rows.updateOne({ _id: 3 }, [{ $set: { n: 3 } }], { upsert: true });
    expect(await rows.findOne({ _id: 3 })).toEqual({ _id: 3, n: 3 });
  });
  test('a stage that reads is refused, and so is another _id', async () => {
    const rows = await collection({ _id: 1 });
    await refusal(rows.updateOne({}, [{ $match: { a: 1 } }]), 72);
    await refusal(rows.updateOne({}, [{ $set: { _id: 2 } }]), 66);
  });
});

test('an ordered list of updates stops at the first error and keeps what was done', async () => {
  const rows = await collection({ _id: 1, a: 'x' }, { _id: 2, a: 1 });
  const answer = await db.command({
    update: rows.collectionName,
    updates: [
      { q: { _id: 2 }, u: { $inc: { a: 1 } } },
      { q: { _id: 1 }, u: { $inc: { a: 1 } } },
      { q: { _id: 2 }, u: { $inc: { a: 1 } } },
    ],
  });
  expect(answer).toMatchObject({ n: 1, nModified: 1, writeErrors: [{ index: 1, code: 14 }] });
  expect(await rows.findOne({ _id: 2 })).toEqual({ _id: 2, a: 2 });
});

test('an update that breaks a unique index changes nothing', async () => {
  const rows = await collection({ _id: 1, k: 1 }, { _id: 2, k: 2 });
  await rows.createIndex({ k: 1 }, { unique: true });
  const error = await refusal(rows.updateOne({ _id: 2 }, { $set: { k: 1 } }), 11000);
  expect(error).toMatchObject({ keyPattern: { k: 1 }, keyValue: { k: 1 } });
  expect(await rows.findOne({ k: 2 })).toEqual({ _id: 2, k: 2 });
});

notOn('documentdb', 'the whole command is undone')(
  'an updateMany that breaks a unique index keeps the rows before it',
  async () => {
    const rows = await collection({ _id: 1, k: 1 }, { _id: 2, k: 2 }, { _id: 3, k: 3 });
    await rows.createIndex({ k: 1 }, { unique: true });
    await refusal(rows.updateMany({}, { $set: { k: 9 } }), 11000);
    expect(await rows.countDocuments({ k: 9 })).toBe(1);
  },
);

test('the update of a row that grows past 16 MB is refused', async () => {
  const rows = await collection({ _id: 1, a: 'x'.repeat(15 * 1024 * 1024) });
  await refusal(rows.updateOne({ _id: 1 }, { $set: { b: 'y'.repeat(2 * 1024 * 1024) } }), 10334, 17419, 2);
  expect(Object.keys((await rows.findOne())!)).toEqual(['_id', 'a']);
});

test('a hundred concurrent increments all count', async () => {
  const rows = await collection({ _id: 1, n: 0 });
  await Promise.all(Array.from({ length: 100 }, () => rows.updateOne({ _id: 1 }, { $inc: { n: 1 } })));
  expect(await rows.findOne()).toEqual({ _id: 1, n: 100 });
});

async function raise(answer: Record<string, unknown>): Promise<unknown> {
  const { MongoServerError } = await import('mongodb');
  const [first] = (answer['writeErrors'] ?? []) as { errmsg: string; code: number }[];
  if (first) throw new MongoServerError(first);
  return answer;
}
