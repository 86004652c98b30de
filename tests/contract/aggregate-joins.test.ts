// https://www.mongodb.com/docs/manual/reference/operator/aggregation/lookup/ , /out/ , /merge/
import type { Document } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { collection, idsOf } from './fixture.ts';

const sales = await collection(
  { _id: 1, who: 'Ana', city: 'Rome', n: 10, tags: ['x', 'y'], at: new Date('2024-01-05') },
  { _id: 2, who: 'Mo', city: 'Oslo', n: 20, tags: ['y'], at: new Date('2024-01-20') },
  { _id: 3, who: 'Ana', city: 'Oslo', n: 5, tags: [], at: new Date('2024-02-01') },
  { _id: 4, who: 'Gus', city: 'Rome', n: 40, at: new Date('2024-02-11') },
);
const up = { $sort: { _id: 1 } };

describe('$lookup', async () => {
  const people = await collection({ _id: 'Ana', age: 30 }, { _id: 'Mo', age: 40 });
  const from = people.collectionName;

  test('by equality', async () => {
    const pipeline = [
      { $lookup: { from, localField: 'who', foreignField: '_id', as: 'person' } },
      { $project: { person: 1 } },
      up,
    ];
    expect(await sales.aggregate(pipeline).toArray()).toEqual([
      { _id: 1, person: [{ _id: 'Ana', age: 30 }] },
      { _id: 2, person: [{ _id: 'Mo', age: 40 }] },
      { _id: 3, person: [{ _id: 'Ana', age: 30 }] },
      { _id: 4, person: [] },
    ]);
  });
  test('each element of a local array, and a missing field as null', async () => {
    const rows = await collection({ _id: 1, ids: ['Mo', 'Ana', 'none'] }, { _id: 2 });
    const nulls = await collection({ _id: 1, k: null }, { _id: 2 }, { _id: 3, k: 1 });
    const found = await rows
      .aggregate([
        { $lookup: { from, localField: 'ids', foreignField: '_id', as: 'people' } },
        { $lookup: { from: nulls.collectionName, localField: 'none', foreignField: 'k', as: 'nulls' } },
        up,
      ])
      .toArray();
    expect(found[0]?.['people'].map((person: Document) => person['_id']).toSorted()).toEqual(['Ana', 'Mo']);
    expect(found[0]?.['nulls'].map((row: Document) => row['_id'])).toEqual([1, 2]);
    expect(found[1]?.['people']).toEqual([]);
  });
  test('with variables and a pipeline', async () => {
    const pipeline = [
      { $match: { _id: { $lte: 2 } } },
      {
        $lookup: {
          from,
          let: { who: '$who', n: '$n' },
          pipeline: [
            { $match: { $expr: { $and: [{ $eq: ['$_id', '$$who'] }, { $gt: ['$age', '$$n'] }] } } },
            { $project: { _id: 0, age: 1 } },
          ],
          as: 'person',
        },
      },
      { $project: { person: 1 } },
      up,
    ];
    expect(await sales.aggregate(pipeline).toArray()).toEqual([
      { _id: 1, person: [{ age: 30 }] },
      { _id: 2, person: [{ age: 40 }] },
    ]);
  });
  test('by equality and a pipeline together', async () => {
    const lookup = {
      from,
      localField: 'who',
      foreignField: '_id',
      pipeline: [{ $match: { age: { $gt: 35 } } }],
      as: 'p',
    };
    const found = await sales.aggregate([{ $lookup: lookup }, { $match: { p: { $ne: [] } } }]).toArray();
    expect(found.map((row) => row['_id'])).toEqual([2]);
  });
  test('$graphLookup walks a tree', async () => {
    const tree = await collection({ _id: 1 }, { _id: 2, parent: 1 }, { _id: 3, parent: 2 });
    const lookup = {
      from: tree.collectionName,
      startWith: '$parent',
      connectFromField: 'parent',
      connectToField: '_id',
      as: 'up',
    };
    const [leaf] = await tree.aggregate([{ $match: { _id: 3 } }, { $graphLookup: lookup }]).toArray();
    expect(leaf?.['up'].map((row: Document) => row['_id']).toSorted()).toEqual([1, 2]);
  });
  test('$unionWith appends another collection', async () => {
    const found = await people
      .aggregate([
        { $unionWith: { coll: sales.collectionName, pipeline: [{ $match: { _id: 1 } }] } },
        { $project: { _id: 1 } },
      ])
      .toArray();
    expect(found.map((row) => row['_id'])).toEqual(expect.arrayContaining(['Ana', 'Mo', 1]));
    expect(found).toHaveLength(3);
  });
});

describe('stages that write', () => {
  test('$out replaces a collection', async () => {
    const target = await collection({ _id: 'old' });
    await sales
      .aggregate([{ $match: { n: { $gt: 15 } } }, { $project: { n: 1 } }, { $out: target.collectionName }])
      .toArray();
    expect(await idsOf(target, {})).toEqual([2, 4]);
  });
  test('$merge updates and inserts', async () => {
    const target = await collection({ _id: 1, kept: true }, { _id: 'old' });
    const merge = { into: target.collectionName, on: '_id', whenMatched: 'merge', whenNotMatched: 'insert' };
    await sales
      .aggregate([{ $match: { _id: { $lte: 2 } } }, { $project: { n: 1 } }, { $merge: merge }])
      .toArray();
    expect(
      await target
        .find({ n: { $gt: 0 } })
        .sort({ _id: 1 })
        .toArray(),
    ).toEqual([
      { _id: 1, kept: true, n: 10 },
      { _id: 2, n: 20 },
    ]);
    expect(await target.countDocuments()).toBe(3);
  });
});
