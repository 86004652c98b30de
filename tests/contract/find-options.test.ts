// https://www.mongodb.com/docs/manual/reference/command/find/
// https://www.mongodb.com/docs/manual/reference/method/db.collection.find/#std-label-method-find-projection
import { inspect } from 'node:util';
import { type Document, MongoServerError } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { codeHere, collection, db, type Loose, NOT_SUPPORTED, notOn, refusal } from './fixture.ts';

const ten = Array.from({ length: 10 }, (_, i) => ({ _id: i, third: i % 3, name: `n${9 - i}` }));

describe('sort, skip, limit', async () => {
  const rows = await collection(...ten);
  const ids = (found: Loose[]) => found.map((row) => row['_id']);

  test('ascending and descending', async () => {
    expect(ids(await rows.find().sort({ _id: -1 }).toArray())).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(ids(await rows.find().sort({ name: 1 }).limit(2).toArray())).toEqual([9, 8]);
  });
  test('by two fields, in the order given', async () => {
    const found = await rows
      .find()
      .sort([
        ['third', -1],
        ['_id', 1],
      ])
      .toArray();
    expect(ids(found)).toEqual([2, 5, 8, 1, 4, 7, 0, 3, 6, 9]);
  });
  test('skip and limit after the sort', async () => {
    expect(ids(await rows.find().sort({ _id: 1 }).skip(3).limit(2).toArray())).toEqual([3, 4]);
    expect(ids(await rows.find().sort({ _id: 1 }).skip(20).toArray())).toEqual([]);
    expect(ids(await rows.find().sort({ _id: 1 }).limit(0).toArray())).toHaveLength(10);
  });
  test('a negative limit is a single batch', async () => {
    expect(ids(await rows.find().sort({ _id: 1 }).limit(-3).toArray())).toEqual([0, 1, 2]);
  });
  test('a negative skip is refused', async () => {
    await refusal(
      db.command({ find: rows.collectionName, skip: -1 }),
      codeHere(51024, { documentdb: 5107200 }),
    );
  });
  test('a sort direction other than 1 and -1 is refused', async () => {
    await refusal(
      db.command({ find: rows.collectionName, sort: { _id: 2 } }),
      codeHere(15975, { documentdb: 1 }),
    );
  });
  test('a filter that is no document is refused', async () => {
    await refusal(db.command({ find: rows.collectionName, filter: 5 }), 14);
  });
  notOn('documentdb', 'unknown fields of a command are passed over')(
    'an unknown option of find is refused',
    async () => {
      await refusal(db.command({ find: rows.collectionName, filterr: {} }), 40415);
    },
  );
  test('a collection that is not there is empty', async () => {
    expect(await db.collection('nowhere').find().toArray()).toEqual([]);
    expect(await db.collection('nowhere').findOne({ a: 1 })).toBeNull();
  });
  notOn('documentdb', 'min and max are passed over')(
    'min and max bound the index, or are refused',
    async () => {
      const bounded = await collection(...ten);
      const found = await bounded
        .find()
        .hint({ _id: 1 })
        .min({ _id: 3 })
        .max({ _id: 6 })
        .toArray()
        .catch((error: unknown) => error);
      if (found instanceof MongoServerError) expect(NOT_SUPPORTED).toContain(found.code);
      else expect(found).toMatchObject([{ _id: 3 }, { _id: 4 }, { _id: 5 }]);
    },
  );
  test('a hint on an index that is not there is refused', async () => {
    await refusal(rows.find().hint('nothing_1').toArray(), 2);
  });
});

describe('projection', async () => {
  const row = {
    _id: 1,
    a: 1,
    b: { c: 2, d: 3, e: { f: 4 } },
    list: [1, 2, 3, 4, 5],
    items: [{ k: 'x', v: 1 }, { k: 'y', v: 2 }, 3],
  };
  const rows = await collection(row);
  const cases: [Document, Document][] = [
    [{ a: 1 }, { _id: 1, a: 1 }],
    [{ a: true, _id: 0 }, { a: 1 }],
    [{ _id: 1 }, { _id: 1 }],
    [{ nothing: 1 }, { _id: 1 }],
    [
      { _id: 0, items: 0, list: 0 },
      { a: 1, b: row.b },
    ],
    [{ 'b.c': 1 }, { _id: 1, b: { c: 2 } }],
    [{ b: { c: 1, e: { f: 1 } } }, { _id: 1, b: { c: 2, e: { f: 4 } } }],
    [
      { 'b.c': 0, items: 0, list: 0 },
      { _id: 1, a: 1, b: { d: 3, e: { f: 4 } } },
    ],
    [{ 'items.k': 1 }, { _id: 1, items: [{ k: 'x' }, { k: 'y' }] }],
    [{ _id: 0, a: 0, b: 0, list: 0, 'items.k': 0 }, { items: [{ v: 1 }, { v: 2 }, 3] }],
    [{ 'a.x': 1 }, { _id: 1 }],
    [
      { a: 1, list: { $slice: 2 } },
      { _id: 1, a: 1, list: [1, 2] },
    ],
    [
      { a: 1, list: { $slice: -2 } },
      { _id: 1, a: 1, list: [4, 5] },
    ],
    [
      { a: 1, list: { $slice: [1, 2] } },
      { _id: 1, a: 1, list: [2, 3] },
    ],
    [
      { a: 1, list: { $slice: [-2, 1] } },
      { _id: 1, a: 1, list: [4] },
    ],
    [
      { list: { $slice: 1 }, items: 0 },
      { _id: 1, a: 1, b: row.b, list: [1] },
    ],
    [{ items: { $elemMatch: { v: { $gt: 1 } } } }, { _id: 1, items: [{ k: 'y', v: 2 }] }],
    [{ items: { $elemMatch: { v: 9 } } }, { _id: 1 }],
    [{ sum: { $add: ['$a', '$b.c'] } }, { _id: 1, sum: 3 }],
    [{ copy: '$b.d' }, { _id: 1, copy: 3 }],
    [
      { _id: 0, a: 1, text: { $literal: '$a' } },
      { a: 1, text: '$a' },
    ],
  ];
  test.each(cases.map(([projection, result]) => ({ name: inspect(projection), projection, result })))(
    '$name',
    async ({ projection, result }) => {
      expect(await rows.findOne({}, { projection })).toEqual(result);
    },
  );

  test('fields keep the order of the document', async () => {
    expect(Object.keys((await rows.findOne({}, { projection: { list: 1, a: 1 } }))!)).toEqual([
      '_id',
      'a',
      'list',
    ]);
  });
  test('the positional operator shows the element that matched', async () => {
    expect(await rows.findOne({ list: { $gt: 2 } }, { projection: { 'list.$': 1 } })).toEqual({
      _id: 1,
      list: [3],
    });
    expect(await rows.findOne({ 'items.k': 'y' }, { projection: { 'items.$': 1 } })).toEqual({
      _id: 1,
      items: [{ k: 'y', v: 2 }],
    });
  });
  test.each<[string, Document, number[]]>([
    ['an exclusion in an inclusion', { a: 1, b: 0 }, [31254]],
    ['an inclusion in an exclusion', { a: 0, b: 1 }, [codeHere(31253, { documentdb: 31254 })]],
    ['two paths that collide', { b: 1, 'b.c': 1 }, [31249, 31250]],
    ['an unknown expression', { a: { $nothing: 1 } }, [31325, 168]],
    ['a positional exclusion', { 'list.$': 0 }, [31395]],
    ['a slice of text', { list: { $slice: 'x' } }, [28667, 28724, 31273, 2]],
  ])('%s is refused', async (_, projection, codes) => {
    await refusal(rows.find({}, { projection }).toArray(), ...codes);
  });
});
