// https://www.mongodb.com/docs/manual/reference/operator/query/
import { inspect } from 'node:util';
import { type Document, Long, MaxKey, MinKey } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { codeHere, collection, idsOf, NOT_SUPPORTED, notOn, refusal } from './fixture.ts';

type Case = [filter: Document, ids: number[]];
const named = (cases: Case[]) =>
  cases.map(([filter, ids]) => ({ name: inspect(filter, { depth: 9, breakLength: 200 }), filter, ids }));

describe('values', async () => {
  const rows = await collection(
    { _id: 1, n: 1, s: 'a' },
    { _id: 2, n: 2, s: 'b' },
    { _id: 3, n: 2.5, s: 'B' },
    { _id: 4, n: null },
    { _id: 5 },
    { _id: 6, n: '2', s: 'line\nbreak' },
    { _id: 7, n: [1, 5], s: ['b', 'x'] },
    { _id: 8, n: [] },
    { _id: 9, n: { x: 1 } },
    { _id: 10, n: [[1, 2]] },
    { _id: 11, n: true },
    { _id: 12, n: new Date(0) },
    { _id: 13, n: Long.fromString('9007199254740993') },
    { _id: 14, n: [null, 3] },
  );
  const all = Array.from({ length: 14 }, (_, i) => i + 1);
  const but = (...ids: number[]) => all.filter((id) => !ids.includes(id));

  test.each(
    named([
      [{}, all],
      [{ n: 2 }, [2]],
      [{ n: 1 }, [1, 7]],
      [{ n: { $eq: 5 } }, [7]],
      [{ n: null }, [4, 5, 14]],
      [{ n: { $ne: null } }, but(4, 5, 14)],
      [{ n: { $ne: 1 } }, but(1, 7)],
      [{ n: { $gt: 1 } }, [2, 3, 7, 13, 14]],
      [{ n: { $gte: 2.5 } }, [3, 7, 13, 14]],
      [{ n: { $lt: 2 } }, [1, 7]],
      [{ n: { $lte: 2 } }, [1, 2, 7]],
      [{ n: { $lte: null } }, [4, 5, 14]],
      [{ n: { $gt: '' } }, [6]],
      [{ n: { $gte: false } }, [11]],
      [{ n: { $lt: new Date(1) } }, [12]],
      [{ n: { $gt: 1, $lt: 2 } }, [7]],
      [{ n: Long.fromString('9007199254740992') }, []],
      [{ n: { $gt: Long.fromString('9007199254740992') } }, [13]],
      [{ n: { $in: [1, '2'] } }, [1, 6, 7]],
      [{ n: { $in: [null, true] } }, [4, 5, 11, 14]],
      [{ n: { $in: [] } }, []],
      [{ n: { $in: [[1, 5], []] } }, [7, 8]],
      [{ n: { $nin: [1, null] } }, but(1, 4, 5, 7, 14)],
      [{ n: { $nin: [] } }, all],
      [{ s: { $in: [/^b/i, 'a'] } }, [1, 2, 3, 7]],
      [{ n: [1, 5] }, [7]],
      [{ n: [1, 2] }, [10]],
      [{ n: [5, 1] }, []],
      [{ n: [] }, [8]],
      [{ n: { x: 1 } }, [9]],
      [{ 'n.x': 1 }, [9]],
      [{ 'n.1': 5 }, [7]],
      [{ 'n.0': 1 }, [7]],
      [{ 'n.0.1': 2 }, [10]],
      [{ n: { $exists: true } }, but(5)],
      [{ n: { $exists: false } }, [5]],
      [{ n: { $type: 'string' } }, [6]],
      [{ n: { $type: 'number' } }, [1, 2, 3, 7, 13, 14]],
      [{ n: { $type: 'long' } }, [13]],
      [{ n: { $type: 'array' } }, [7, 8, 10, 14]],
      [{ n: { $type: 10 } }, [4, 14]],
      [{ n: { $type: ['bool', 'date', 3] } }, [9, 11, 12]],
      [{ n: { $not: { $gt: 1 } } }, but(2, 3, 7, 13, 14)],
      [{ s: { $not: /b/ } }, [1, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14]],
      [{ n: { $size: 0 } }, [8]],
      [{ n: { $size: 2 } }, [7, 14]],
      [{ n: { $all: [1, 5] } }, [7]],
      [{ n: { $all: [1] } }, [1, 7]],
      [{ n: { $all: [[1, 2]] } }, [10]],
      [{ n: { $all: [] } }, []],
      [{ s: { $all: [/^b/, 'x'] } }, [7]],
      [{ n: { $elemMatch: { $gt: 0, $lt: 2 } } }, [7]],
      [{ n: { $elemMatch: { $eq: null } } }, [14]],
      [{ n: { $mod: [2, 0] } }, [2, 3]],
      [{ n: { $mod: [4, 1] } }, [1, 7, 13]],
      [{ $and: [{ n: { $gt: 1 } }, { s: 'B' }] }, [3]],
      [{ $or: [{ n: 2 }, { n: '2' }, { _id: 11 }] }, [2, 6, 11]],
      [{ $nor: [{ n: { $exists: true } }, { _id: 3 }] }, [5]],
      [{ _id: { $gt: 3, $lte: 5 } }, [4, 5]],
      [{ _id: 2, $or: [{ n: 2 }, { n: 3 }] }, [2]],
      [{ s: /^b$/i }, [2, 3, 7]],
      [{ s: { $regex: 'B' } }, [3]],
      [{ s: { $regex: '^B', $options: 'i' } }, [2, 3, 7]],
      [{ s: /^break/m }, [6]],
      [{ s: { $regex: 'l i n e', $options: 'x' } }, [6]],
      [{ s: { $regex: /a$/, $ne: 'z' } }, [1]],
      [{ $expr: { $eq: ['$n', '$_id'] } }, [1, 2]],
      [{ $expr: { $gt: ['$n', 3] } }, [6, 7, 8, 9, 10, 11, 12, 13, 14]],
      [{ $comment: 'nothing', n: 2 }, [2]],
      [{ n: { $gt: 100, $lt: 0 } }, []],
    ]),
  )('$name', async ({ filter, ids }) => {
    expect(await idsOf(rows, filter)).toEqual(ids);
  });

  notOn('documentdb', 'a missing field is not within these bounds')(
    'every value lies between MinKey and MaxKey',
    async () => {
      expect(await idsOf(rows, { n: { $gte: new MinKey() } })).toEqual(all);
      expect(await idsOf(rows, { n: { $lt: new MaxKey() } })).toEqual(all);
    },
  );
});

describe('documents in arrays', async () => {
  const rows = await collection(
    {
      _id: 1,
      items: [
        { k: 'a', v: 1 },
        { k: 'b', v: 5 },
      ],
    },
    {
      _id: 2,
      items: [
        { k: 'a', v: 5 },
        { k: 'b', v: 1 },
      ],
    },
    { _id: 3, items: { k: 'a', v: 5 } },
    { _id: 4, items: [] },
    { _id: 5 },
    { _id: 6, items: [{ k: 'a' }, 7] },
    { _id: 7, items: [{ k: 'c', v: [3, 9] }] },
    { _id: 8, items: [[{ k: 'deep', v: 1 }]] },
  );
  test.each(
    named([
      [{ 'items.k': 'a', 'items.v': 5 }, [1, 2, 3]],
      [{ items: { $elemMatch: { k: 'a', v: 5 } } }, [2]],
      [{ 'items.v': { $gt: 4 } }, [1, 2, 3, 7]],
      [{ 'items.v': { $gt: 1, $lt: 5 } }, [1, 2, 7]],
      [{ items: { $elemMatch: { v: { $gt: 1, $lt: 5 } } } }, [7]],
      [{ 'items.v': { $exists: true } }, [1, 2, 3, 7]],
      [{ 'items.v': null }, [5, 6]],
      [{ 'items.0.k': 'a' }, [1, 2, 6]],
      [{ 'items.v': 9 }, [7]],
      [{ 'items.v': [3, 9] }, [7]],
      [{ items: { $elemMatch: { $or: [{ v: 1, k: 'a' }, { k: 'c' }] } } }, [1, 7]],
      [{ items: { $elemMatch: { k: 'a', v: { $exists: false } } } }, [6]],
      [{ items: { $not: { $elemMatch: { k: 'b' } } } }, [3, 4, 5, 6, 7, 8]],
      [{ items: { $all: [{ $elemMatch: { k: 'a', v: 1 } }, { $elemMatch: { k: 'b' } }] } }, [1]],
      [{ items: { k: 'a', v: 5 } }, [2, 3]],
      [{ items: { v: 5, k: 'a' } }, []],
      [{ 'items.k': { $ne: 'b' } }, [3, 4, 5, 6, 7, 8]],
      [{ 'items.k': { $in: ['b', 'c'] } }, [1, 2, 7]],
      [{ 'items.k': { $nin: ['a'] } }, [4, 5, 7, 8]],
      [{ items: 7 }, [6]],
      [{ 'items.k': 'deep' }, []],
      [{ 'items.0.0.k': 'deep' }, [8]],
      [{ items: { $size: 1 } }, [7, 8]],
      [{ 'items.1': { $exists: true } }, [1, 2, 6]],
    ]),
  )('$name', async ({ filter, ids }) => {
    expect(await idsOf(rows, filter)).toEqual(ids);
  });
});

describe('bits', async () => {
  const rows = await collection(
    { _id: 1, b: 0b0101 },
    { _id: 2, b: 0b0011 },
    { _id: 3, b: 0 },
    { _id: 4, b: 'x' },
  );
  test.each(
    named([
      [{ b: { $bitsAllSet: 5 } }, [1]],
      [{ b: { $bitsAllSet: [0] } }, [1, 2]],
      [{ b: { $bitsAnySet: 6 } }, [1, 2]],
      [{ b: { $bitsAllClear: [2, 3] } }, [2, 3]],
      [{ b: { $bitsAnyClear: [0, 1] } }, [1, 3]],
    ]),
  )('$name', async ({ filter, ids }) => {
    expect(await idsOf(rows, filter)).toEqual(ids);
  });
});

describe('refused filters', async () => {
  const rows = await collection({ _id: 1, a: 1 });
  test.each<{ filter: Document; codes: number[] }>([
    { filter: { a: { $near2: 1 } }, codes: [2] },
    { filter: { $foo: 1 }, codes: [2] },
    { filter: { a: { $in: 1 } }, codes: [2] },
    { filter: { a: { $nin: 'x' } }, codes: [2] },
    { filter: { $and: [] }, codes: [2] },
    { filter: { $or: {} }, codes: [2] },
    { filter: { $nor: [1] }, codes: [2] },
    { filter: { a: { $all: 1 } }, codes: [2] },
    { filter: { a: { $size: -1 } }, codes: [2, 9] },
    { filter: { a: { $size: 'x' } }, codes: [2, 9] },
    { filter: { a: { $mod: [0, 1] } }, codes: [2] },
    { filter: { a: { $mod: [1] } }, codes: [2] },
    { filter: { a: { $elemMatch: 1 } }, codes: [2] },
    { filter: { a: { $type: 'nothing' } }, codes: [2] },
    { filter: { a: { $not: 1 } }, codes: [2] },
    { filter: { a: { $regex: 'x', $options: 'q' } }, codes: [51108, 2] },
    { filter: { a: { $regex: '(' } }, codes: [51091, 2] },
    { filter: { a: { $options: 'i' } }, codes: [2] },
    { filter: { $expr: { $unknown: 1 } }, codes: [codeHere(168, { documentdb: 31325 })] },
    { filter: { a: { $eq: 1, b: 2 } }, codes: [2] },
    { filter: { $where: 'true' }, codes: [2, 9, codeHere(224, { documentdb: 115 }), ...NOT_SUPPORTED] },
  ])('$filter', async ({ filter, codes }) => {
    await refusal(rows.find(filter).toArray(), ...codes);
  });
});
