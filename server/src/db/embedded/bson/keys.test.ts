// The order of encodings is MongoDB's order of values, proved against an independent comparison.
import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareValues, KeyWriter } from './keys.ts';
import { toRaw } from './write.ts';

function encode(value: unknown, descending = false): Buffer {
  const writer = new KeyWriter();
  writer.component(toRaw(value), descending);
  return writer.copy();
}

/** A number as an exact fraction: mantissa × 2^power × 10^scale would be more than needed; tenths of units will do. */
interface Exact {
  value: unknown;
  thousandths: bigint;
}

const exactNumbers: fc.Arbitrary<Exact> = fc.oneof(
  fc
    .integer({ min: -0x80000000, max: 0x7fffffff })
    .map((n) => ({ value: new Int32(n), thousandths: BigInt(n) * 1000n })),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((n) => ({ value: Long.fromBigInt(n), thousandths: n * 1000n })),
  fc
    .integer({ min: -(2 ** 50), max: 2 ** 50 })
    .map((n) => ({ value: new Double(n / 8), thousandths: BigInt(n) * 125n })),
  fc.integer({ min: 0, max: 10 }).chain((n) => {
    const near = 2n ** 53n + BigInt(n) - 5n;
    return fc.constantFrom(
      { value: Long.fromBigInt(near), thousandths: near * 1000n },
      { value: new Double(Number(near)), thousandths: BigInt(Number(near)) * 1000n },
    );
  }),
  fc
    .bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
    .map((n) => ({ value: Decimal128.fromString(`${n}E-3`), thousandths: n })),
);

const sign = (n: number | bigint): number => (n > 0 ? 1 : n < 0 ? -1 : 0);

test('numbers of all types are ordered by their exact value', () => {
  fc.assert(
    fc.property(exactNumbers, exactNumbers, (a, b) => {
      const expected = sign(a.thousandths - b.thousandths);
      expect(sign(encode(a.value).compare(encode(b.value)))).toBe(expected);
      expect(sign(encode(a.value, true).compare(encode(b.value, true)))).toBe(expected === 0 ? 0 : -expected);
      expect(sign(compareValues(toRaw(a.value), toRaw(b.value)))).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

test('texts are ordered by their UTF-8 bytes, zero bytes included, in both directions', () => {
  const texts = fc.string({
    unit: fc.constantFrom('\0', '\x01', 'a', 'b', 'é', '\uff5e', '😀'),
    maxLength: 6,
  });
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      const expected = sign(Buffer.from(a).compare(Buffer.from(b)));
      expect(sign(encode(a).compare(encode(b)))).toBe(expected);
      expect(sign(encode(b, true).compare(encode(a, true)))).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

const values: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    exactNumbers.map((each) => each.value),
    fc.string({ unit: fc.constantFrom('\0', 'a', 'b'), maxLength: 4 }),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(new MinKey(), new MaxKey(), new Double(NaN), new Double(-Infinity), new Double(-0)),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => new Binary(bytes)),
    fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
    fc.nat(5).map((t) => new Timestamp({ t, i: 1 })),
    fc.constantFrom(new BSONRegExp('a', 'i'), new BSONRegExp('b', '')),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'ab'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

test('no encoding is the beginning of another, so that a key can hold several', () => {
  fc.assert(
    fc.property(values, values, fc.boolean(), (a, b, descending) => {
      const [x, y] = [encode(a, descending), encode(b, descending)];
      if (x.equals(y)) return;
      const shorter = Math.min(x.length, y.length);
      expect(x.subarray(0, shorter).equals(y.subarray(0, shorter))).toBe(false);
    }),
    { numRuns: 3000 },
  );
});

test('compound keys are ordered by their first difference', () => {
  fc.assert(
    fc.property(values, values, values, values, (a, b, c, d) => {
      const first = sign(compareValues(toRaw(a), toRaw(c)));
      const second = sign(compareValues(toRaw(b), toRaw(d)));
      const ascending = sign(
        Buffer.concat([encode(a), encode(b)]).compare(Buffer.concat([encode(c), encode(d)])),
      );
      const mixed = sign(
        Buffer.concat([encode(a), encode(b, true)]).compare(Buffer.concat([encode(c), encode(d, true)])),
      );
      expect(ascending).toBe(first || second);
      expect(mixed).toBe(first || (second === 0 ? 0 : -second));
    }),
    { numRuns: 2000 },
  );
});

test('types follow MongoDB and equal numbers have equal bytes', () => {
  const ladder = [
    new MinKey(),
    null,
    new Double(NaN),
    -1,
    'a',
    {},
    [],
    new Binary(Buffer.from('a')),
    new ObjectId(),
    false,
    new Date(0),
    new Timestamp({ t: 0, i: 1 }),
    new BSONRegExp('a'),
    new MaxKey(),
  ];
  for (let i = 1; i < ladder.length; i++)
    expect(encode(ladder[i - 1]).compare(encode(ladder[i])), String(i)).toBeLessThan(0);
  const five = [new Int32(5), new Double(5), Long.fromNumber(5), Decimal128.fromString('5.00')].map((each) =>
    encode(each).toString('hex'),
  );
  expect(new Set(five).size).toBe(1);
  expect(encode(new Double(-0)).equals(encode(0))).toBe(true);
  // 0.1 as a double is a little more than a tenth.
  expect(encode(Decimal128.fromString('0.1')).compare(encode(new Double(0.1)))).toBeLessThan(0);
});
