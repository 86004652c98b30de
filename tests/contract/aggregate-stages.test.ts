// https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/
import { inspect } from 'node:util';
import type { Document } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { codeHere, NOT_SUPPORTED, collection, db, notOn, refusal } from './fixture.ts';

const sales = await collection(
  { _id: 1, who: 'Ana', city: 'Rome', n: 10, tags: ['x', 'y'], at: new Date('2024-01-05') },
  { _id: 2, who: 'Mo', city: 'Oslo', n: 20, tags: ['y'], at: new Date('2024-01-20') },
  { _id: 3, who: 'Ana', city: 'Oslo', n: 5, tags: [], at: new Date('2024-02-01') },
  { _id: 4, who: 'Gus', city: 'Rome', n: 40, at: new Date('2024-02-11') },
);
const show = (value: unknown) => inspect(value, { breakLength: Infinity, depth: 9 });
const up = { $sort: { _id: 1 } };

describe('stages', () => {
  const cases: [Document[], Document[]][] = [
    [
      [{ $match: { n: { $gte: 20 } } }, { $project: { n: 1 } }, up],
      [
        { _id: 2, n: 20 },
        { _id: 4, n: 40 },
      ],
    ],
    [
      [{ $sort: { n: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }],
      [{ _id: 2 }, { _id: 1 }],
    ],
    [
      [{ $sort: { city: 1, n: -1 } }, { $project: { _id: 1 } }],
      [{ _id: 2 }, { _id: 3 }, { _id: 4 }, { _id: 1 }],
    ],
    [
      [{ $group: { _id: '$who', total: { $sum: '$n' }, count: { $sum: 1 }, mean: { $avg: '$n' } } }, up],
      [
        { _id: 'Ana', total: 15, count: 2, mean: 7.5 },
        { _id: 'Gus', total: 40, count: 1, mean: 40 },
        { _id: 'Mo', total: 20, count: 1, mean: 20 },
      ],
    ],
    [
      [
        up,
        {
          $group: {
            _id: null,
            first: { $first: '$who' },
            last: { $last: '$who' },
            min: { $min: '$n' },
            max: { $max: '$n' },
          },
        },
      ],
      [{ _id: null, first: 'Ana', last: 'Gus', min: 5, max: 40 }],
    ],
    [
      [up, { $group: { _id: '$city', who: { $push: '$who' } } }, up],
      [
        { _id: 'Oslo', who: ['Mo', 'Ana'] },
        { _id: 'Rome', who: ['Ana', 'Gus'] },
      ],
    ],
    [
      [{ $group: { _id: null, who: { $addToSet: '$who' } } }, { $project: { _id: 0, n: { $size: '$who' } } }],
      [{ n: 3 }],
    ],
    [
      [
        { $group: { _id: { who: '$who', city: '$city' } } },
        { $sort: { '_id.who': 1, '_id.city': 1 } },
        { $limit: 2 },
      ],
      [{ _id: { who: 'Ana', city: 'Oslo' } }, { _id: { who: 'Ana', city: 'Rome' } }],
    ],
    [
      [{ $unwind: '$tags' }, { $project: { tags: 1 } }, { $sort: { _id: 1, tags: 1 } }],
      [
        { _id: 1, tags: 'x' },
        { _id: 1, tags: 'y' },
        { _id: 2, tags: 'y' },
      ],
    ],
    [
      [
        { $unwind: { path: '$tags', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } },
        { $match: { _id: { $gte: 2 } } },
        { $project: { tags: 1, i: 1 } },
        up,
      ],
      [
        { _id: 2, tags: 'y', i: 0 },
        { _id: 3, i: null },
        { _id: 4, i: null },
      ],
    ],
    [
      [
        { $match: { _id: 1 } },
        { $addFields: { twice: { $multiply: ['$n', 2] }, 'd.e': 1 } },
        { $project: { twice: 1, d: 1 } },
      ],
      [{ _id: 1, twice: 20, d: { e: 1 } }],
    ],
    [
      [{ $match: { _id: 1 } }, { $set: { n: '$$REMOVE' } }, { $unset: ['tags', 'at'] }],
      [{ _id: 1, who: 'Ana', city: 'Rome' }],
    ],
    [[{ $match: { n: { $gt: 5 } } }, { $count: 'many' }], [{ many: 3 }]],
    [
      [{ $sortByCount: '$city' }, { $sort: { _id: 1 } }],
      [
        { _id: 'Oslo', count: 2 },
        { _id: 'Rome', count: 2 },
      ],
    ],
    [[{ $match: { _id: 2 } }, { $replaceRoot: { newRoot: { k: '$who' } } }], [{ k: 'Mo' }]],
    [
      [{ $match: { _id: 2 } }, { $replaceWith: { $mergeObjects: [{ a: 1 }, { n: '$n' }] } }],
      [{ a: 1, n: 20 }],
    ],
    [
      [
        {
          $facet: {
            cities: [{ $group: { _id: '$city' } }, up],
            big: [{ $match: { n: 40 } }, { $project: { _id: 1 } }],
            total: [{ $count: 'n' }],
          },
        },
      ],
      [{ cities: [{ _id: 'Oslo' }, { _id: 'Rome' }], big: [{ _id: 4 }], total: [{ n: 4 }] }],
    ],
    [
      [
        {
          $bucket: {
            groupBy: '$n',
            boundaries: [0, 10, 30],
            default: 'other',
            output: { count: { $sum: 1 } },
          },
        },
      ],
      [
        { _id: 0, count: 1 },
        { _id: 10, count: 2 },
        { _id: 'other', count: 1 },
      ],
    ],
    [
      [{ $bucketAuto: { groupBy: '$n', buckets: 2 } }],
      [
        { _id: { min: 5, max: 20 }, count: 2 },
        { _id: { min: 20, max: 40 }, count: 2 },
      ],
    ],
    [[{ $project: { _id: 0, who: 1 } }, { $sort: { who: 1 } }, { $limit: 1 }], [{ who: 'Ana' }]],
    [
      [{ $match: { _id: 1 } }, { $project: { tags: 0, at: 0 } }],
      [{ _id: 1, who: 'Ana', city: 'Rome', n: 10 }],
    ],
    [
      [{ $redact: { $cond: [{ $gt: ['$n', 15] }, '$$KEEP', '$$PRUNE'] } }, { $project: { _id: 1 } }, up],
      [{ _id: 2 }, { _id: 4 }],
    ],
    [
      [{ $match: { $expr: { $gt: ['$n', { $multiply: ['$_id', 9] }] } } }, { $project: { _id: 1 } }, up],
      [{ _id: 1 }, { _id: 2 }, { _id: 4 }],
    ],
    [[{ $match: { _id: 9 } }], []],
    [
      [
        up,
        {
          $setWindowFields: {
            sortBy: { _id: 1 },
            output: { sum: { $sum: '$n', window: { documents: ['unbounded', 'current'] } } },
          },
        },
        { $project: { sum: 1 } },
      ],
      [
        { _id: 1, sum: 10 },
        { _id: 2, sum: 30 },
        { _id: 3, sum: 35 },
        { _id: 4, sum: 75 },
      ],
    ],
  ];
  test.each(cases.map(([pipeline, result]) => ({ name: show(pipeline), pipeline, result })))(
    '$name',
    async ({ pipeline, result }) => {
      expect(await sales.aggregate(pipeline).toArray()).toEqual(result);
    },
  );

  notOn('documentdb', 'answers with a row of 0')('$count of nothing is no row', async () => {
    expect(await sales.aggregate([{ $match: { n: 999 } }, { $count: 'many' }]).toArray()).toEqual([]);
  });
  test('an empty pipeline returns every row', async () => {
    expect(await sales.aggregate([]).toArray()).toHaveLength(4);
  });
  test('$sample returns as many different rows as asked', async () => {
    const sampled = await sales.aggregate([{ $sample: { size: 3 } }]).toArray();
    expect(new Set(sampled.map((row) => row['_id'])).size).toBe(3);
  });
  test('a collection that is not there aggregates to nothing', async () => {
    expect(
      await db
        .collection('nowhere')
        .aggregate([{ $group: { _id: null, n: { $sum: 1 } } }])
        .toArray(),
    ).toEqual([]);
  });
});

describe('refused', () => {
  test.each<{ pipeline: Document[]; codes: number[] }>([
    { pipeline: [{ $nothing: 1 }], codes: [40324] },
    { pipeline: [{ $match: {}, $sort: {} }], codes: [40323] },
    { pipeline: [{}], codes: [40323] },
    { pipeline: [{ $group: { n: { $sum: 1 } } }], codes: [15955] },
    { pipeline: [{ $group: { _id: null, n: 1 } }], codes: [40234] },
    { pipeline: [{ $group: { _id: null, n: { $nothing: 1 } } }], codes: [15952] },
    { pipeline: [{ $limit: 0 }], codes: [15958] },
    { pipeline: [{ $limit: -1 }], codes: [5107201] },
    { pipeline: [{ $skip: -1 }], codes: [5107200] },
    { pipeline: [{ $sort: {} }], codes: [15976] },
    { pipeline: [{ $sort: { a: 3 } }], codes: [codeHere(15975, { documentdb: 1 })] },
    { pipeline: [{ $project: { a: 1, b: 0 } }], codes: [31254] },
    { pipeline: [{ $project: { a: { $nothing: 1 } } }], codes: [31325, 168] },
    { pipeline: [{ $unwind: 'tags' }], codes: [28818] },
    { pipeline: [{ $count: '' }], codes: [40156] },
    { pipeline: [{ $count: '$a' }], codes: [40158] },
    { pipeline: [{ $replaceRoot: { newRoot: '$who' } }], codes: [40228] },
    { pipeline: [{ $match: { $foo: 1 } }], codes: [2] },
    { pipeline: [{ $facet: { a: [{ $out: 'x' }] } }], codes: [40600] },
    { pipeline: [{ $out: 'x' }, { $match: {} }], codes: [40601] },
    { pipeline: [{ $sample: { size: -1 } }], codes: [28747] },
    { pipeline: [{ $bucket: { groupBy: '$n', boundaries: [10, 0] } }], codes: [40194] },
    { pipeline: [{ $match: 1 }], codes: [15959] },
  ])('$pipeline', async ({ pipeline, codes }) => {
    await refusal(sales.aggregate(pipeline).toArray(), ...codes);
  });
  notOn('documentdb', 'taken for no change')('an empty $project and an empty $addFields', async () => {
    await refusal(sales.aggregate([{ $project: {} }]).toArray(), 51272, 40177);
    await refusal(sales.aggregate([{ $addFields: {} }]).toArray(), 40177);
  });
  test('without a cursor document', async () => {
    await refusal(db.command({ aggregate: sales.collectionName, pipeline: [] }), 9);
  });
  test('a value outside all buckets', async () => {
    await refusal(
      sales.aggregate([{ $bucket: { groupBy: '$n', boundaries: [0, 10] } }]).toArray(),
      codeHere(40066, { documentdb: 2 }),
    );
  });
  notOn('mongodb', 'it has them')('a change stream says that it is not there', async () => {
    await refusal(sales.aggregate([{ $changeStream: {} }]).toArray(), 40573, 40324, ...NOT_SUPPORTED);
  });
});
