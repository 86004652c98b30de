// https://www.mongodb.com/docs/manual/reference/bson-types/
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb';
import { describe, expect, test } from 'vitest';
import { collection, db, type Id, idsOf, type Loose, refusal } from './fixture.ts';

const exact = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

describe('a value comes back as it went in', () => {
  test.each<[string, unknown]>([
    ['Int32', new Int32(42)],
    ['Int32 minimum', new Int32(-2147483648)],
    ['Long', Long.fromString('9223372036854775807')],
    ['a small Long', Long.fromNumber(1)],
    ['Double', new Double(2.5)],
    ['a whole Double', new Double(2)],
    ['negative zero', new Double(-0)],
    ['Infinity', new Double(-Infinity)],
    ['Decimal128 with its zeros', Decimal128.fromString('1.500')],
    ['Decimal128 largest', Decimal128.fromString('9.999999999999999999999999999999999E+6144')],
    ['ObjectId', new ObjectId('65f0c0ffee65f0c0ffee65f0')],
    ['Binary', new Binary(Buffer.from([0, 1, 255]), 0)],
    ['Binary of subtype 128', new Binary(Buffer.from([7]), 128)],
    ['UUID', new UUID('00112233-4455-4677-8899-aabbccddeeff').toBinary()],
    ['Date before 1970', new Date('1907-05-22T00:00:00.123Z')],
    ['Timestamp', new Timestamp({ t: 1700000000, i: 7 })],
    ['regular expression', new BSONRegExp('^a.*$', 'im')],
    ['Code', new Code('function () {}')],
    ['Code with scope', new Code('x', { a: new Int32(1) })],
    ['Symbol', new BSONSymbol('old')],
    ['MinKey', new MinKey()],
    ['MaxKey', new MaxKey()],
    ['DBRef', new DBRef('channels', new ObjectId('65f0c0ffee65f0c0ffee65f0'))],
    ['null', null],
    ['text with NUL', 'a\0b'],
    ['text beyond the BMP', '👍🏽 ﷽ ß'],
    ['arrays in arrays', [[new Int32(1), [new Int32(2)]], []]],
    ['empty document', {}],
  ])('%s', async (_, value) => {
    const rows = await collection();
    await rows.insertOne({ _id: 1, value });
    const [found] = await rows.find({}, exact).toArray();
    expect(found!['value']).toEqual(value);
  });

  test('NaN', async () => {
    const rows = await collection({ _id: 1, n: NaN });
    expect((await rows.findOne())?.['n']).toBeNaN();
    expect(await idsOf(rows, { n: NaN })).toEqual([1]);
  });

  test('a document a hundred levels deep', async () => {
    let deep: Loose = { end: 1 };
    for (let i = 0; i < 95; i++) deep = { d: deep };
    const rows = await collection({ _id: 1, deep });
    expect(await rows.findOne()).toEqual({ _id: 1, deep });
  });

  test('after an update of another field', async () => {
    const before = {
      whole: new Double(3),
      long: Long.fromNumber(4),
      money: Decimal128.fromString('2.50'),
      n: new Int32(0),
    };
    const rows = await collection({ _id: 1, ...before });
    await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } });
    const [row] = await rows.find({}, exact).toArray();
    expect(row).toEqual({ _id: new Int32(1), ...before, n: new Int32(1) });
  });

  test('through an aggregation', async () => {
    const before = { whole: new Double(3), long: Long.fromNumber(4), money: Decimal128.fromString('2.50') };
    const rows = await collection({ _id: 1, ...before });
    const [row] = await rows.aggregate([{ $match: { _id: 1 } }, { $project: { _id: 0 } }], exact).toArray();
    expect(row).toEqual(before);
  });
});

const ladder: unknown[] = [
  new MinKey(),
  null,
  new Double(-Infinity),
  Long.fromString('-9007199254740993'),
  new Int32(-1),
  Decimal128.fromString('0.1'),
  new Double(0.5),
  new Int32(1),
  Long.fromString('9007199254740992'),
  Long.fromString('9007199254740993'),
  Decimal128.fromString('9007199254740993.5'),
  '',
  'B',
  'a',
  'a\0',
  'aa',
  '\uFF5E',
  '😀',
  {},
  { a: 1 },
  { a: 2 },
  { b: 0 },
  { b: 0, a: 0 },
  { a: 'x' },
  new Binary(Buffer.from([255]), 0),
  new Binary(Buffer.from([1]), 128),
  new Binary(Buffer.from([0, 0]), 0),
  new ObjectId('000000000000000000000001'),
  new ObjectId('f00000000000000000000001'),
  false,
  true,
  new Date(-1),
  new Date(0),
  new Date('2024-01-01'),
  new Timestamp({ t: 1, i: 1 }),
  new Timestamp({ t: 1, i: 2 }),
  new BSONRegExp('a', ''),
  new MaxKey(),
];

describe('the order of values', () => {
  // Deterministic shuffle: 17 is prime to the length.
  const shuffled = ladder
    .map((_, i) => (i * 17) % ladder.length)
    .map((rank) => ({ _id: rank, v: ladder[rank] }));
  const ranks = ladder.map((_, i) => i);
  const order = async (rows: Awaited<ReturnType<typeof collection>>, direction: 1 | -1) =>
    (await rows.find().sort({ v: direction }).project({ _id: 1 }).toArray()).map((row) => row['_id']);
  // https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/ : documents compare field by
  // field by type first, so { a: 'x' } comes after { b: 0 }.

  test('sorting', async () => {
    const rows = await collection(...shuffled);
    expect(await order(rows, 1)).toEqual(ranks);
    expect(await order(rows, -1)).toEqual(ranks.toReversed());
  });

  test('sorting by an index', async () => {
    const rows = await collection();
    await rows.createIndex({ v: 1 });
    await rows.insertMany(shuffled);
    expect(await order(rows, 1)).toEqual(ranks);
    expect(await order(rows, -1)).toEqual(ranks.toReversed());
  });

  test('_id values', async () => {
    // The driver makes an ObjectId of a null _id.
    const usable = ladder.filter((value) => value !== null && !(value instanceof BSONRegExp));
    const rows = await collection(...usable.map((_id, rank) => ({ _id: _id as Id, rank })).toReversed());
    const found = await rows.find().sort({ _id: 1 }).toArray();
    expect(found.map((row) => row['rank'])).toEqual(usable.map((_, rank) => rank));
  });

  test('every range of numbers, with and without an index', async () => {
    const numbers = ladder.slice(2, 11);
    for (const indexed of [false, true]) {
      const rows = await collection();
      if (indexed) await rows.createIndex({ v: 1 });
      await rows.insertMany(numbers.map((v, _id) => ({ _id, v })));
      for (const [rank, v] of numbers.entries()) {
        const ids = numbers.map((_, id) => id);
        expect(await idsOf(rows, { v: { $gt: v } }), `> ${String(v)}`).toEqual(ids.filter((id) => id > rank));
        expect(await idsOf(rows, { v: { $lte: v } }), `<= ${String(v)}`).toEqual(
          ids.filter((id) => id <= rank),
        );
        expect(await idsOf(rows, { v }), `= ${String(v)}`).toEqual([rank]);
      }
    }
  });

  test('a missing field sorts as null', async () => {
    const rows = await collection(
      { _id: 1, a: 1 },
      { _id: 2 },
      { _id: 3, a: null },
      { _id: 4, a: new MinKey() },
    );
    const found = await rows.find().sort({ a: 1, _id: 1 }).toArray();
    expect(found.map((row) => row._id)).toEqual([4, 2, 3, 1]);
  });

  test('an array sorts by its least value ascending and by its greatest descending', async () => {
    const rows = await collection(
      { _id: 1, a: [5, 1] },
      { _id: 2, a: 3 },
      { _id: 3, a: [2, 4] },
      { _id: 4, a: [] },
    );
    const up = await rows.find().sort({ a: 1 }).toArray();
    const down = await rows.find().sort({ a: -1 }).toArray();
    expect(up.map((row) => row._id)).toEqual([4, 1, 3, 2]);
    expect(down.map((row) => row._id)).toEqual([1, 3, 2, 4]);
  });
});

describe('numbers of different types are one value', () => {
  const one = [new Int32(1), Long.fromNumber(1), new Double(1), Decimal128.fromString('1.0')];
  test.each([false, true])('in filters (indexed: %s)', async (indexed) => {
    const rows = await collection(...one.map((v, _id) => ({ _id, v })));
    if (indexed) await rows.createIndex({ v: 1 });
    for (const v of one) expect(await idsOf(rows, { v })).toEqual([0, 1, 2, 3]);
  });

  test('in unique indexes and in groups', async () => {
    const rows = await collection({ _id: 1, v: new Int32(1) });
    await rows.createIndex({ v: 1 }, { unique: true });
    for (const v of one) await refusal(rows.insertOne({ v }), 11000);
    await rows.insertOne({ _id: 2, v: Long.fromString('9007199254740993') });
    await rows.insertOne({ _id: 3, v: Long.fromString('9007199254740992') });
    const other = await collection(...one.map((v, _id) => ({ _id, v })));
    expect(await other.aggregate([{ $group: { _id: '$v', n: { $sum: 1 } } }]).toArray()).toMatchObject([
      { n: 4 },
    ]);
    expect(await other.distinct('v')).toHaveLength(1);
  });
});

describe('arithmetic keeps the wider type', () => {
  const cases: [string, unknown, unknown, unknown][] = [
    ['Int32 + Int32', new Int32(1), new Int32(2), new Int32(3)],
    ['Int32 overflow becomes Long', new Int32(2147483647), new Int32(1), Long.fromString('2147483648')],
    ['Int32 + Double', new Int32(1), new Double(0.5), new Double(1.5)],
    ['Int32 + Long', new Int32(1), Long.fromNumber(2), Long.fromNumber(3)],
    [
      'Long beyond 2^53',
      Long.fromString('9007199254740993'),
      new Int32(1),
      Long.fromString('9007199254740994'),
    ],
    ['Decimal128', Decimal128.fromString('0.1'), Decimal128.fromString('0.2'), Decimal128.fromString('0.3')],
  ];
  test.each(cases)('$inc: %s', async (_, from, by, to) => {
    const rows = await collection({ _id: 1, n: from });
    await rows.updateOne({ _id: 1 }, { $inc: { n: by as number } });
    expect((await rows.find({}, exact).toArray())[0]?.['n']).toEqual(to);
  });

  test('$inc past the largest Long is refused', async () => {
    const rows = await collection({ _id: 1, n: Long.MAX_VALUE });
    await refusal(rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }), 2);
  });

  test('$mul keeps types too, and makes a missing field zero', async () => {
    const rows = await collection({ _id: 1, n: new Int32(3) });
    await rows.updateOne({ _id: 1 }, { $mul: { n: new Double(0.5), none: Long.fromNumber(2) } });
    const [row] = await rows.find({}, exact).toArray();
    expect(row).toMatchObject({ n: new Double(1.5), none: Long.fromNumber(0) });
  });
});

test('counts are numbers of the types that drivers expect', async () => {
  const rows = await collection({ _id: 1 });
  const answer = await db.command({ count: rows.collectionName }, exact);
  expect(Number(answer['n'])).toBe(1);
  expect(Number(answer['ok'])).toBe(1);
});
