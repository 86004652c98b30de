// https://www.mongodb.com/docs/manual/reference/operator/aggregation/
import { inspect } from 'node:util';
import { Decimal128, Double, Int32, Long, ObjectId } from 'mongodb';
import { expect, test } from 'vitest';
import { collection, refusal } from './fixture.ts';

const rows = await collection({
  _id: 1,
  n: 7,
  f: 2.5,
  s: 'Héllo wörld',
  a: [3, 1, 2],
  docs: [
    { k: 'x', v: 1 },
    { k: 'y', v: 2 },
  ],
  at: new Date('2024-03-10T12:34:56.789Z'),
  nil: null,
  id: new ObjectId('65f0c0ff0000000000000000'),
});

const cases: [unknown, unknown][] = [
  [{ $add: ['$n', 1, 2] }, 10],
  [{ $subtract: ['$n', 10] }, -3],
  [{ $subtract: ['$at', 789] }, new Date('2024-03-10T12:34:56.000Z')],
  [{ $divide: ['$n', 2] }, 3.5],
  [{ $mod: [-7, 3] }, -1],
  [{ $add: ['$n', '$nil'] }, null],
  [{ $add: ['$n', '$missing'] }, null],
  [{ $abs: -4 }, 4],
  [{ $floor: '$f' }, 2],
  [{ $ceil: '$f' }, 3],
  [{ $round: [2.346, 2] }, 2.35],
  [{ $round: '$f' }, 2],
  [{ $trunc: -2.7 }, -2],
  [{ $pow: [2, 10] }, 1024],
  [{ $sqrt: 16 }, 4],
  [{ $concat: ['$s', '!'] }, 'Héllo wörld!'],
  [{ $concat: ['$s', '$missing'] }, null],
  [{ $toUpper: 'abc' }, 'ABC'],
  [{ $strLenCP: '$s' }, 11],
  [{ $strLenBytes: '$s' }, 13],
  [{ $substrCP: ['$s', 1, 4] }, 'éllo'],
  [{ $indexOfCP: ['$s', 'w'] }, 6],
  [{ $split: ['a-b-c', '-'] }, ['a', 'b', 'c']],
  [{ $trim: { input: '  x ' } }, 'x'],
  [{ $replaceAll: { input: 'a.b.c', find: '.', replacement: '/' } }, 'a/b/c'],
  [{ $regexMatch: { input: '$s', regex: /w.r/ } }, true],
  [{ $regexFind: { input: 'ab12', regex: '(\\d)(\\d)' } }, { match: '12', idx: 2, captures: ['1', '2'] }],
  [{ $strcasecmp: ['A', 'b'] }, -1],
  [{ $cond: [{ $gt: ['$n', 5] }, 'big', 'small'] }, 'big'],
  [{ $cond: { if: '$missing', then: 1, else: 2 } }, 2],
  [{ $ifNull: ['$nil', '$missing', 'default'] }, 'default'],
  [{ $switch: { branches: [{ case: { $lt: ['$n', 5] }, then: 'a' }], default: 'b' } }, 'b'],
  [{ $and: [1, 'x', true] }, true],
  [{ $or: [0, null, '$missing'] }, false],
  [{ $not: ['$nil'] }, true],
  [{ $eq: ['$missing', null] }, false],
  [{ $eq: [new Int32(1), Long.fromNumber(1)] }, true],
  [{ $cmp: ['a', 1] }, 1],
  [{ $lt: [null, 0] }, true],
  [{ $in: [2, '$a'] }, true],
  [{ $size: '$a' }, 3],
  [{ $arrayElemAt: ['$a', -1] }, 2],
  [{ $first: '$a' }, 3],
  [{ $slice: ['$a', 1, 2] }, [1, 2]],
  [{ $concatArrays: ['$a', [9]] }, [3, 1, 2, 9]],
  [{ $reverseArray: '$a' }, [2, 1, 3]],
  [{ $sortArray: { input: '$a', sortBy: 1 } }, [1, 2, 3]],
  [{ $indexOfArray: ['$a', 2] }, 2],
  [{ $isArray: '$a' }, true],
  [{ $range: [0, 6, 2] }, [0, 2, 4]],
  [{ $map: { input: '$a', as: 'x', in: { $multiply: ['$$x', 2] } } }, [6, 2, 4]],
  [{ $filter: { input: '$docs', as: 'd', cond: { $gt: ['$$d.v', 1] } } }, [{ k: 'y', v: 2 }]],
  [{ $reduce: { input: '$a', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
  [
    {
      $zip: {
        inputs: [
          [1, 2],
          ['a', 'b'],
        ],
      },
    },
    [
      [1, 'a'],
      [2, 'b'],
    ],
  ],
  [{ $sum: '$a' }, 6],
  [{ $max: '$a' }, 3],
  [{ $avg: ['$n', 1] }, 4],
  [
    {
      $size: {
        $setUnion: [
          [1, 2],
          [2, 3],
        ],
      },
    },
    3,
  ],
  [{ $setIntersection: ['$a', [2, 9]] }, [2]],
  [{ $setDifference: ['$a', [2]] }, [3, 1]],
  [{ $setIsSubset: [[1], '$a'] }, true],
  [{ $arrayToObject: '$docs' }, { x: 1, y: 2 }],
  [{ $objectToArray: { p: 1 } }, [{ k: 'p', v: 1 }]],
  [{ $mergeObjects: [{ a: 1 }, '$nil', { b: 2 }] }, { a: 1, b: 2 }],
  [{ $getField: { field: 'k', input: { $first: '$docs' } } }, 'x'],
  ['$docs.v', [1, 2]],
  [{ $let: { vars: { d: { $add: ['$n', 1] } }, in: { $multiply: ['$$d', 2] } } }, 16],
  [{ $literal: '$n' }, '$n'],
  [{ $type: '$missing' }, 'missing'],
  [{ $type: '$f' }, 'double'],
  [{ $type: '$n' }, 'int'],
  [{ $toString: '$n' }, '7'],
  [{ $toInt: '12' }, 12],
  [{ $toBool: 'x' }, true],
  [{ $toDate: '2024-03-10T00:00:00Z' }, new Date('2024-03-10')],
  [{ $toDate: '$id' }, new Date(0x65f0c0ff * 1000)],
  [{ $toObjectId: '65f0c0ff0000000000000000' }, new ObjectId('65f0c0ff0000000000000000')],
  [{ $convert: { input: 'x', to: 'int', onError: -1 } }, -1],
  [{ $convert: { input: null, to: 'int', onNull: 0 } }, 0],
  [{ $isNumber: '$n' }, true],
  [{ $year: '$at' }, 2024],
  [{ $month: '$at' }, 3],
  [{ $dayOfWeek: '$at' }, 1],
  [{ $hour: { date: '$at', timezone: '+02:00' } }, 14],
  [{ $dateToString: { date: '$at', format: '%Y-%m-%d %H:%M:%S.%L' } }, '2024-03-10 12:34:56.789'],
  [{ $dateFromString: { dateString: '2024-01-01' } }, new Date('2024-01-01')],
  [{ $dateAdd: { startDate: '$at', unit: 'month', amount: 1 } }, new Date('2024-04-10T12:34:56.789Z')],
  [{ $dateDiff: { startDate: '$at', endDate: new Date('2024-03-12'), unit: 'day' } }, 2],
  [{ $dateTrunc: { date: '$at', unit: 'day' } }, new Date('2024-03-10')],
  [
    { $dateToParts: { date: '$at' } },
    { year: 2024, month: 3, day: 10, hour: 12, minute: 34, second: 56, millisecond: 789 },
  ],
  [
    { a: '$n', b: [1, '$f'] },
    { a: 7, b: [1, 2.5] },
  ],
];

test.each(
  cases.map(([expression, value]) => ({
    name: inspect(expression, { depth: 9, breakLength: Infinity }),
    expression,
    value,
  })),
)('$name', async ({ expression, value }) => {
  const [row] = await rows.aggregate([{ $project: { _id: 0, value: expression } }]).toArray();
  expect(row?.['value']).toEqual(value);
});

const exact = { promoteValues: false, promoteLongs: false } as const;
test.each<[string, unknown, unknown]>([
  ['int + int', { $add: [new Int32(1), new Int32(2)] }, new Int32(3)],
  ['int + double', { $add: [new Int32(1), new Double(2)] }, new Double(3)],
  ['int + long', { $add: [new Int32(1), Long.fromNumber(2)] }, Long.fromNumber(3)],
  ['int overflow', { $add: [new Int32(2147483647), new Int32(1)] }, Long.fromString('2147483648')],
  [
    'large longs',
    { $add: [Long.fromString('9007199254740993'), new Int32(2)] },
    Long.fromString('9007199254740995'),
  ],
  [
    'decimals',
    { $add: [Decimal128.fromString('0.1'), Decimal128.fromString('0.2')] },
    Decimal128.fromString('0.3'),
  ],
  ['a sum of ints', { $sum: [[new Int32(1), new Int32(2)], new Int32(3)] }, new Int32(3)],
  ['a quotient', { $divide: [new Int32(4), new Int32(2)] }, new Double(2)],
  ['a size', { $size: '$a' }, new Int32(3)],
  ['$toLong', { $toLong: '5' }, Long.fromNumber(5)],
])('the type of %s', async (_, expression, value) => {
  const [row] = await rows.aggregate([{ $project: { _id: 0, value: expression } }], exact).toArray();
  expect(row?.['value']).toEqual(value);
});

test.each<[unknown, number[]]>([
  [{ $divide: ['$n', 0] }, [2, 16608, 4848401]],
  [{ $add: ['$s', 1] }, [14, 16554]],
  [{ $size: '$n' }, [17124]],
  [{ $arrayElemAt: ['$n', 0] }, [28689]],
  [{ $in: [1, '$n'] }, [40081]],
  [{ $concat: ['$n'] }, [16702]],
  [{ $switch: { branches: [{ case: false, then: 1 }] } }, [40066]],
  [{ $toInt: 'x' }, [241]],
  [{ $subtract: [1] }, [16020]],
  [{ $toDate: 'no date' }, [241]],
])('%j is refused', async (expression, codes) => {
  await refusal(rows.aggregate([{ $project: { value: expression } }]).toArray(), ...codes);
});

test('a field that is missing stays missing', async () => {
  expect(
    await rows.aggregate([{ $project: { _id: 0, v: '$missing', w: { x: '$missing' } } }]).toArray(),
  ).toEqual([{ w: {} }]);
});

test('$$NOW is one moment for the whole pipeline', async () => {
  const many = await collection(...Array.from({ length: 50 }, (_, i) => ({ _id: i })));
  const moments = await many.aggregate([{ $set: { now: '$$NOW' } }, { $group: { _id: '$now' } }]).toArray();
  expect(moments).toHaveLength(1);
  expect(Math.abs(moments[0]!['_id'] - Date.now())).toBeLessThan(60_000);
});

test('variables of the caller', async () => {
  const found = await rows
    .aggregate([{ $project: { v: { $add: ['$n', '$$more'] } } }], { let: { more: 5 } })
    .toArray();
  expect(found).toEqual([{ _id: 1, v: 12 }]);
});
