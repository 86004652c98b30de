import { describe, expect, test } from 'vitest';
import { collection, db, idsOf, notOn, refusal } from './fixture.ts';

const five = () => collection(...Array.from({ length: 5 }, (_, i) => ({ _id: i, even: i % 2 === 0 })));

describe('delete', () => {
  test('deleteOne takes one, deleteMany all', async () => {
    const rows = await five();
    expect(await rows.deleteOne({ even: true })).toEqual({ acknowledged: true, deletedCount: 1 });
    expect(await rows.deleteMany({ even: true })).toMatchObject({ deletedCount: 2 });
    expect(await idsOf(rows, {})).toEqual([1, 3]);
    expect(await rows.deleteMany({ _id: 99 })).toMatchObject({ deletedCount: 0 });
    expect(await rows.deleteMany({})).toMatchObject({ deletedCount: 2 });
  });
  test('a deleted key can be used again', async () => {
    const rows = await five();
    await rows.createIndex({ k: 1 }, { unique: true, sparse: true });
    await rows.insertOne({ _id: 9, k: 'x' });
    await rows.deleteOne({ _id: 9 });
    await rows.insertOne({ _id: 9, k: 'x' });
    expect(await rows.findOne({ k: 'x' })).toEqual({ _id: 9, k: 'x' });
  });
  test('a limit other than 0 and 1 is refused', async () => {
    const rows = await five();
    await refusal(db.command({ delete: rows.collectionName, deletes: [{ q: {}, limit: 2 }] }), 9);
  });
  test('from a collection that is not there', async () => {
    expect(await db.collection('nowhere').deleteMany({})).toMatchObject({ deletedCount: 0 });
  });
});

describe('count', () => {
  test('with a filter, skip and limit', async () => {
    const rows = await five();
    expect(await rows.countDocuments()).toBe(5);
    expect(await rows.countDocuments({ even: true })).toBe(3);
    expect(await rows.countDocuments({}, { skip: 1, limit: 3 })).toBe(3);
    expect(await rows.countDocuments({}, { skip: 4 })).toBe(1);
  });
  test('the count command', async () => {
    const rows = await five();
    const count = async (fields: object) =>
      Number((await db.command({ count: rows.collectionName, ...fields }))['n']);
    expect(await count({})).toBe(5);
    expect(await count({ query: { even: false } })).toBe(2);
    expect(await count({ query: { even: true }, limit: 2 })).toBe(2);
    expect(await count({ skip: 3 })).toBe(2);
  });
  test('the estimate, also where there is nothing', async () => {
    const rows = await five();
    expect(await rows.estimatedDocumentCount()).toBe(5);
    await rows.deleteMany({ even: true });
    expect(await rows.estimatedDocumentCount()).toBe(2);
    expect(await db.collection('nowhere').estimatedDocumentCount()).toBe(0);
    expect(await db.collection('nowhere').countDocuments()).toBe(0);
  });
});

describe('distinct', () => {
  test('values of a field, of arrays and of nested documents', async () => {
    const rows = await collection(
      { _id: 1, a: 1, t: ['x', 'y'], d: { k: 1 }, list: [{ v: 1 }, { v: 2 }] },
      { _id: 2, a: 2, t: ['y', 'z'], d: { k: 1 }, list: [{ v: 2 }] },
      { _id: 3, a: 1, t: 'w', d: { k: null } },
      { _id: 4 },
    );
    expect((await rows.distinct('a')).map(String).toSorted()).toEqual(['1', '2']);
    expect((await rows.distinct('t')).map(String).toSorted()).toEqual(['w', 'x', 'y', 'z']);
    expect((await rows.distinct('d.k')).map(String).toSorted()).toEqual(['1', 'null']);
    expect((await rows.distinct('list.v')).map(String).toSorted()).toEqual(['1', '2']);
    expect(await rows.distinct('t', { a: 2 })).toEqual(expect.arrayContaining(['y', 'z']));
    expect(await rows.distinct('none')).toEqual([]);
  });
  test.for([
    { key: 't', values: [1, [1], [], { k: 1 }, [2, 3]] },
    { key: 't.1', values: [1] },
    { key: 'l.v', values: [4, [5, 6], 7] },
    { key: 'l.0.v', values: [4, [5, 6], 8] },
  ])('arrays within arrays are values of their own: $key', async ({ key, values }) => {
    const rows = await collection(
      { _id: 1, t: [1, 1, [1], [], { k: 1 }] },
      { _id: 2, t: [[2, 3], 1, 1], l: [{ v: [4, [5, 6]] }, { v: 7 }] },
      { _id: 3, t: [], l: [[{ v: 8 }]] },
    );
    const texts = (list: unknown[]) => list.map((each) => JSON.stringify(each)).toSorted();
    expect(texts(await rows.distinct(key))).toEqual(texts(values));
  });
  notOn('documentdb', 'an array that a number names has no values')(
    'an array that a number names gives its elements',
    async () => {
      const rows = await collection({ _id: 1, t: [[2, 3], 1] }, { _id: 2, t: [4] });
      expect((await rows.distinct('t.0')).map(String).toSorted()).toEqual(['2', '3', '4']);
    },
  );
  test('over an index gives the same', async () => {
    const rows = await collection(
      { _id: 1, t: ['b', 'a'] },
      { _id: 2, t: [] },
      { _id: 3, t: 'a' },
      { _id: 4 },
    );
    await rows.createIndex({ t: 1 });
    expect((await rows.distinct('t')).map(String).toSorted()).toEqual(['a', 'b']);
  });
  test('of a collection that is not there', async () => {
    expect(await db.collection('nowhere').distinct('a')).toEqual([]);
  });
});
