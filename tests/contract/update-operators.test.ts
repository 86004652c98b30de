// https://www.mongodb.com/docs/manual/reference/operator/update/
import { inspect } from 'node:util';
import type { Document } from 'mongodb';
import { Timestamp } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { codeHere, collection, notOn, refusal } from './fixture.ts';

type Case = [before: Document, update: Document, after: Document];
const show = (value: unknown) => inspect(value, { breakLength: Infinity, depth: 9 });
const named = (cases: Case[]) =>
  cases.map(([before, update, after]) => ({
    name: `${show(before)} ${show(update)}`,
    before,
    update,
    after,
  }));

async function updated(before: Document, update: Document) {
  const rows = await collection({ _id: 1, ...before });
  await rows.updateOne({ _id: 1 }, update);
  const { _id, ...after } = (await rows.findOne())!;
  expect(_id).toBe(1);
  return after;
}

describe('fields', () => {
  test.each(
    named([
      [{}, { $set: { a: 1 } }, { a: 1 }],
      [{ a: 1 }, { $set: { a: { b: [1] } } }, { a: { b: [1] } }],
      [{}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
      [{ a: { x: 1 } }, { $set: { 'a.b': 2, 'a.x': 3 } }, { a: { x: 3, b: 2 } }],
      [{ a: [1, 2] }, { $set: { 'a.1': 9 } }, { a: [1, 9] }],
      [{ a: [1] }, { $set: { 'a.3': 9 } }, { a: [1, null, null, 9] }],
      [{ a: [{ b: 1 }] }, { $set: { 'a.0.c': 2 } }, { a: [{ b: 1, c: 2 }] }],
      [{}, { $set: { 'a.0': 1 } }, { a: { 0: 1 } }],
      [{ a: 1, b: 2 }, { $unset: { a: '' } }, { b: 2 }],
      [{ a: { b: 1, c: 2 } }, { $unset: { 'a.b': 1, 'x.y': 1 } }, { a: { c: 2 } }],
      [{ a: [1, 2, 3] }, { $unset: { 'a.1': 1 } }, { a: [1, null, 3] }],
      [{ n: 1 }, { $inc: { n: 2, m: -1, 'x.y': 5 } }, { n: 3, m: -1, x: { y: 5 } }],
      [{ n: 1.5 }, { $inc: { n: 0.25 } }, { n: 1.75 }],
      [{ n: 3 }, { $mul: { n: 2.5, m: 7 } }, { n: 7.5, m: 0 }],
      [{ n: 5 }, { $min: { n: 3, m: 1 } }, { n: 3, m: 1 }],
      [{ n: 5 }, { $min: { n: 8 } }, { n: 5 }],
      [{ n: 5 }, { $max: { n: 8 } }, { n: 8 }],
      [{ n: 5 }, { $max: { n: 'text is greater' } }, { n: 'text is greater' }],
      [{ n: 5 }, { $min: { n: null } }, { n: null }],
      [{ d: new Date(5) }, { $min: { d: new Date(3) } }, { d: new Date(3) }],
      [{ a: 1, b: 2 }, { $rename: { a: 'c' } }, { b: 2, c: 1 }],
      [{ a: 1, b: 2 }, { $rename: { a: 'b' } }, { b: 1 }],
      [{ a: { x: 1 } }, { $rename: { 'a.x': 'y.z' } }, { a: {}, y: { z: 1 } }],
      [{ b: 2 }, { $rename: { a: 'c' } }, { b: 2 }],
      [{ n: 0b1100 }, { $bit: { n: { and: 0b1010 } } }, { n: 0b1000 }],
      [{ n: 0b1100 }, { $bit: { n: { or: 0b0011 } } }, { n: 0b1111 }],
      [{ n: 0b1100 }, { $bit: { n: { xor: 0b1010 } } }, { n: 0b0110 }],
      [{ a: 1 }, { $setOnInsert: { b: 2 } }, { a: 1 }],
      [{ a: 1 }, { $set: { b: 1 }, $inc: { a: 1 }, $unset: { c: 1 } }, { a: 2, b: 1 }],
    ]),
  )('$name', async ({ before, update, after }) => {
    expect(await updated(before, update)).toEqual(after);
  });

  notOn('documentdb', 'in the order written')(
    'new fields of one $set are added in the order of their names',
    async () => {
      expect(Object.keys(await updated({ z: 1 }, { $set: { y: 1, b: 2, a: 3 } }))).toEqual([
        'z',
        'a',
        'b',
        'y',
      ]);
    },
  );

  test('$currentDate sets the time of the server', async () => {
    const after = await updated(
      {},
      { $currentDate: { at: true, on: { $type: 'date' }, stamp: { $type: 'timestamp' } } },
    );
    expect(after['stamp']).toBeInstanceOf(Timestamp);
    for (const field of ['at', 'on']) expect(Math.abs(after[field] - Date.now())).toBeLessThan(60_000);
  });
});

describe('arrays', () => {
  const scores = [
    { n: 3, w: 'c' },
    { n: 1, w: 'a' },
    { n: 2, w: 'b' },
  ];
  test.each(
    named([
      [{}, { $push: { a: 1 } }, { a: [1] }],
      [{ a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
      [{ a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
      [{ a: [1, 4] }, { $push: { a: { $each: [2, 3], $position: 1 } } }, { a: [1, 2, 3, 4] }],
      [{ a: [1, 4] }, { $push: { a: { $each: [2], $position: -1 } } }, { a: [1, 2, 4] }],
      [{ a: [1, 2] }, { $push: { a: { $each: [3, 4], $slice: -3 } } }, { a: [2, 3, 4] }],
      [{ a: [1, 2] }, { $push: { a: { $each: [3], $slice: 1 } } }, { a: [1] }],
      [{ a: [1, 2] }, { $push: { a: { $each: [], $slice: 0 } } }, { a: [] }],
      [{ a: [3, 1] }, { $push: { a: { $each: [2], $sort: 1 } } }, { a: [1, 2, 3] }],
      [
        { a: scores },
        { $push: { a: { $each: [], $sort: { n: -1 }, $slice: 2 } } },
        { a: [scores[0], scores[2]] },
      ],
      [{ a: [1] }, { $addToSet: { a: 1 } }, { a: [1] }],
      [{ a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1, 2] }],
      [{ a: [{ x: 1, y: 2 }] }, { $addToSet: { a: { x: 1, y: 2 } } }, { a: [{ x: 1, y: 2 }] }],
      [
        { a: [{ x: 1, y: 2 }] },
        { $addToSet: { a: { y: 2, x: 1 } } },
        {
          a: [
            { x: 1, y: 2 },
            { y: 2, x: 1 },
          ],
        },
      ],
      [{ a: [[1]] }, { $addToSet: { a: [1] } }, { a: [[1]] }],
      [{}, { $addToSet: { a: 'x' } }, { a: ['x'] }],
      [{ a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }],
      [{ a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
      [{ a: [] }, { $pop: { a: 1 } }, { a: [] }],
      [{ a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
      [{ a: [1, 5, 9] }, { $pull: { a: { $gt: 4 } } }, { a: [1] }],
      [{ a: ['ab', 'b', 'ac'] }, { $pull: { a: { $in: [/^a/] } } }, { a: ['b'] }],
      [{ a: scores }, { $pull: { a: { n: { $lt: 3 }, w: 'a' } } }, { a: [scores[0], scores[2]] }],
      [
        { a: [{ r: [{ q: 1 }] }, { r: [] }] },
        { $pull: { a: { r: { $elemMatch: { q: 1 } } } } },
        { a: [{ r: [] }] },
      ],
      [{ a: [{ x: 1 }, { x: 1, y: 1 }] }, { $pull: { a: { x: 1 } } }, { a: [] }],
      [{ a: [[1, 5], [1], 5, []] }, { $pull: { a: { $gt: 4 } } }, { a: [[1], []] }],
      [{ a: [[1, 5], [2], 1] }, { $pull: { a: { $in: [1] } } }, { a: [[2]] }],
      [{ a: [[1], [1, 2], 1] }, { $pull: { a: { $size: 2 } } }, { a: [[1], 1] }],
      [{ a: [[1], [[1]], 1] }, { $pull: { a: [1] } }, { a: [[[1]], 1] }],
      [{ b: 1 }, { $pull: { a: 1 } }, { b: 1 }],
      [{ a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
      [{ a: [{ n: 1 }, { n: 2 }] }, { $inc: { 'a.$[].n': 10 } }, { a: [{ n: 11 }, { n: 12 }] }],
      [{ a: [[1, 2], [3]] }, { $mul: { 'a.$[].$[]': 2 } }, { a: [[2, 4], [6]] }],
    ]),
  )('$name', async ({ before, update, after }) => {
    expect(await updated(before, update)).toEqual(after);
  });

  notOn('documentdb', 'a regular expression or $ne sees such an element as one value')(
    '$pull looks into elements that are arrays as a filter would',
    async () => {
      expect(await updated({ a: [['ab'], 'b', ['b']] }, { $pull: { a: /^a/ } })).toEqual({ a: ['b', ['b']] });
      expect(await updated({ a: [[1], [1, 2], 2] }, { $pull: { a: { $ne: 1 } } })).toEqual({
        a: [[1], [1, 2]],
      });
    },
  );
  test('the positional operator changes the first element that matched', async () => {
    const rows = await collection({
      _id: 1,
      a: [1, 5, 5],
      items: [
        { k: 'x', v: 1 },
        { k: 'y', v: 1 },
      ],
    });
    await rows.updateOne({ a: 5 }, { $set: { 'a.$': 0 } });
    await rows.updateOne({ _id: 1, 'items.k': 'y' }, { $inc: { 'items.$.v': 1 } });
    await rows.updateOne({ items: { $elemMatch: { k: 'x', v: 1 } } }, { $set: { 'items.$.seen': true } });
    expect(await rows.findOne()).toEqual({
      _id: 1,
      a: [1, 0, 5],
      items: [
        { k: 'x', v: 1, seen: true },
        { k: 'y', v: 2 },
      ],
    });
  });

  test('the positional operator without an array in the filter is refused', async () => {
    const rows = await collection({ _id: 1, a: [1] });
    await refusal(rows.updateOne({ _id: 1 }, { $set: { 'a.$': 0 } }), 2);
    expect(await rows.findOne()).toEqual({ _id: 1, a: [1] });
  });

  test('arrayFilters look into elements that are arrays', async () => {
    const rows = await collection({ _id: 1, a: [[100], [90], 100, 5] });
    await rows.updateOne({}, { $set: { 'a.$[high]': 0 } }, { arrayFilters: [{ high: { $gte: 95 } }] });
    expect(await rows.findOne()).toEqual({ _id: 1, a: [0, [90], 0, 5] });
  });
  test('arrayFilters pick the elements, also nested and in several documents', async () => {
    const rows = await collection(
      {
        _id: 1,
        items: [
          { k: 'x', v: [1, 8] },
          { k: 'y', v: [8] },
        ],
      },
      { _id: 2, items: [{ k: 'x', v: [9] }] },
    );
    const update = { $set: { 'items.$[i].v.$[big]': 0 } };
    const answer = await rows.updateMany({}, update, {
      arrayFilters: [{ 'i.k': 'x' }, { big: { $gte: 8 } }],
    });
    expect(answer).toMatchObject({ matchedCount: 2, modifiedCount: 2 });
    expect(await rows.find().sort({ _id: 1 }).toArray()).toEqual([
      {
        _id: 1,
        items: [
          { k: 'x', v: [1, 0] },
          { k: 'y', v: [8] },
        ],
      },
      { _id: 2, items: [{ k: 'x', v: [0] }] },
    ]);
  });

  test('an array filter that is not used, or missing, or invalid is refused', async () => {
    const rows = await collection({ _id: 1, a: [1] });
    const set = (path: string, arrayFilters: Document[]) =>
      rows.updateOne({}, { $set: { [path]: 1 } }, { arrayFilters });
    await refusal(set('b', [{ x: 1 }]), 9);
    await refusal(set('a.$[x]', []), 2);
    await refusal(set('a.$[x]', [{ x: 1 }, { x: 2 }]), 9);
  });

  notOn('documentdb', 'identifiers are not checked')(
    'an array filter whose name begins with a capital is refused',
    async () => {
      const rows = await collection({ _id: 1, a: [1] });
      await refusal(rows.updateOne({}, { $set: { 'a.$[X]': 1 } }, { arrayFilters: [{ X: 1 }] }), 2);
    },
  );
});

describe('refused', () => {
  test.each<{ before: Document; update: Document; code: number }>([
    { before: { a: 'x' }, update: { $inc: { a: 1 } }, code: 14 },
    { before: { a: 1 }, update: { $inc: { a: 'x' } }, code: 14 },
    { before: { a: null }, update: { $inc: { a: 1 } }, code: 14 },
    { before: { a: 'x' }, update: { $mul: { a: 2 } }, code: 14 },
    { before: { a: 1.5 }, update: { $bit: { a: { or: 1 } } }, code: 2 },
    { before: { a: 1 }, update: { $push: { a: 1 } }, code: 2 },
    { before: { a: 1 }, update: { $addToSet: { a: 1 } }, code: 2 },
    { before: { a: 1 }, update: { $pop: { a: 1 } }, code: codeHere(14, { documentdb: 2 }) },
    { before: { a: [1] }, update: { $pop: { a: 2 } }, code: 9 },
    { before: { a: 1 }, update: { $pull: { a: 1 } }, code: 2 },
    { before: { a: 1 }, update: { $pullAll: { a: [1] } }, code: 2 },
    { before: { a: [1] }, update: { $pullAll: { a: 1 } }, code: 2 },
    { before: { a: [1] }, update: { $push: { a: { $each: 1 } } }, code: 2 },
    { before: { a: [1] }, update: { $push: { a: { $each: [1], $nothing: 1 } } }, code: 2 },
    { before: { a: [1] }, update: { $addToSet: { a: { $each: 1 } } }, code: 14 },
    { before: { a: 1 }, update: { $set: { 'a.b': 1 } }, code: 28 },
    { before: { a: [1] }, update: { $set: { 'a.b': 1 } }, code: 28 },
    { before: { a: 1 }, update: { $set: { b: 1 }, $unset: { b: 1 } }, code: 40 },
    { before: { a: 1 }, update: { $set: { b: {} }, $inc: { 'b.c': 1 } }, code: 40 },
    { before: { a: 1 }, update: { $nothing: { a: 1 } }, code: 9 },
    { before: { a: 1 }, update: { $set: 5 }, code: 9 },
    { before: { a: 1 }, update: { $set: { '': 1 } }, code: 56 },
    { before: { a: 1 }, update: { $set: { 'a..b': 1 } }, code: codeHere(56, { documentdb: 2 }) },
    { before: { a: 1 }, update: { $set: { _id: 2 } }, code: 66 },
    { before: { a: 1 }, update: { $unset: { _id: 1 } }, code: 66 },
    { before: { a: 1 }, update: { $inc: { _id: 1 } }, code: 66 },
    { before: { a: 1 }, update: { $rename: { a: 'a' } }, code: codeHere(2, { documentdb: 40 }) },
    { before: { a: 1 }, update: { $rename: { a: 5 } }, code: 2 },
    { before: { a: 1 }, update: { $currentDate: { a: { $type: 'x' } } }, code: 2 },
  ])('$before $update', async ({ before, update, code }) => {
    const rows = await collection({ _id: 1, ...before });
    await refusal(rows.updateOne({ _id: 1 }, update), code);
    expect(await rows.findOne()).toEqual({ _id: 1, ...before });
  });
});
