/** Exact values of decimal128 and int64, for the places where a double is not enough. */
import { Decimal128 } from 'bson';
import { Raw, readInt32, Type } from './raw.ts';

export function longOf(value: Raw): bigint {
  return value.buf.readBigInt64LE(value.start);
}

export function decimalText(value: Raw): string {
  return new Decimal128(Buffer.from(value.bytes())).toString();
}

/** Any number as a double, rounded where it does not fit. NaN for what is not a number. */
export function toDouble(value: Raw): number {
  switch (value.type) {
    case Type.int:
      return readInt32(value.buf, value.start);
    case Type.double:
      return value.buf.readDoubleLE(value.start);
    case Type.long:
      return Number(longOf(value));
    case Type.decimal:
      return Number(decimalText(value));
    default:
      return NaN;
  }
}

/** Digits and exponent of an exact finite number: value = sign × 0.digits × 10^exponent, no outer zeros. */
export interface ExactDecimal {
  negative: boolean;
  digits: string;
  exponent: number;
}

export function parseDecimal(text: string): ExactDecimal {
  const match = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) throw new RangeError(`not a decimal number: ${text}`);
  const whole = match[2]!;
  const all = whole + match[3]!;
  const leading = /^0*/.exec(all)![0].length;
  const digits = all.slice(leading).replace(/0+$/, '');
  return {
    negative: match[1] === '-',
    digits,
    exponent: digits === '' ? 0 : whole.length - leading + Number(match[4] ?? 0),
  };
}

/** A double's exact decimal expansion (at most some 770 digits). */
export function exactDouble(value: number): ExactDecimal {
  const bits = Buffer.allocUnsafe(8);
  bits.writeDoubleBE(Math.abs(value));
  const word = bits.readBigUInt64BE();
  const biased = Number(word >> 52n);
  const fraction = word & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const power = (biased === 0 ? 1 : biased) - 1075;
  const text =
    power >= 0 ? (mantissa << BigInt(power)).toString() : `${mantissa * 5n ** BigInt(-power)}E${power}`;
  return { ...parseDecimal(text), negative: value < 0 };
}

export function compareExact(a: ExactDecimal, b: ExactDecimal): number {
  const signA = a.digits === '' ? 0 : a.negative ? -1 : 1;
  const signB = b.digits === '' ? 0 : b.negative ? -1 : 1;
  if (signA !== signB) return signA - signB;
  if (signA === 0) return 0;
  if (a.exponent !== b.exponent) return (a.exponent - b.exponent) * signA;
  return (a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0) * signA;
}

/** The largest double not above an exact number, found from the nearest one. */
export function floorDouble(exact: ExactDecimal, nearest: number): number {
  if (nearest === -Infinity) return nearest;
  if (nearest !== Infinity && compareExact(exactDouble(nearest), exact) <= 0) return nearest;
  return below(nearest);
}

function below(value: number): number {
  if (value === Infinity) return Number.MAX_VALUE;
  if (value === 0) return -Number.MIN_VALUE;
  const bits = Buffer.allocUnsafe(8);
  bits.writeDoubleBE(value);
  const word = bits.readBigInt64BE();
  bits.writeBigInt64BE(value > 0 ? word - 1n : word + 1n);
  return bits.readDoubleBE();
}

export function decimalFrom(text: string): Raw {
  return new Raw(Type.decimal, Buffer.from(Decimal128.fromString(text).bytes), 0, 16);
}

export function longFits(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}
