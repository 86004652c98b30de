/** Sums and products with MongoDB's result types: int grows to long, long overflows, decimal wins over double. */
import { decimalFrom, decimalText, longFits, longOf, parseDecimal, toDouble } from './decimal.ts';
import { isNumber, type Raw, readInt32, Type } from './raw.ts';
import { rawDouble, rawInt, rawLong } from './write.ts';

export type Arithmetic = 'add' | 'subtract' | 'multiply';

/** Undefined when two integers overflow 64 bits. Both operands must be numbers. */
export function calculate(operation: Arithmetic, a: Raw, b: Raw): Raw | undefined {
  if (a.type === Type.decimal || b.type === Type.decimal) return decimal(operation, a, b);
  if (a.type === Type.double || b.type === Type.double) {
    const x = toDouble(a);
    const y = toDouble(b);
    return rawDouble(operation === 'add' ? x + y : operation === 'subtract' ? x - y : x * y);
  }
  if (a.type === Type.int && b.type === Type.int && operation !== 'multiply') {
    const x = readInt32(a.buf, a.start);
    const y = readInt32(b.buf, b.start);
    const sum = operation === 'add' ? x + y : x - y;
    return sum === (sum | 0) ? rawInt(sum) : rawLong(BigInt(sum));
  }
  const x = integer(a);
  const y = integer(b);
  const result = operation === 'add' ? x + y : operation === 'subtract' ? x - y : x * y;
  if (!longFits(result)) return undefined;
  const small = a.type === Type.int && b.type === Type.int && result >= -0x80000000n && result <= 0x7fffffffn;
  return small ? rawInt(Number(result)) : rawLong(result);
}

export function integer(value: Raw): bigint {
  return value.type === Type.long ? longOf(value) : BigInt(readInt32(value.buf, value.start));
}

function text(value: Raw): string {
  if (value.type === Type.decimal) return decimalText(value);
  if (value.type === Type.double) return doubleText(toDouble(value));
  return integer(value).toString();
}

/** A double becomes a decimal of 15 significant digits, as in MongoDB. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : value.toPrecision(15);
}

interface Scaled {
  coefficient: bigint;
  exponent: number;
}

export function scaled(source: string): Scaled {
  const match = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(source)!;
  const fraction = match[3]!;
  return {
    coefficient: BigInt(
      `${match[1]}${match[2]}${fraction}` === '-' ? '0' : `${match[1]}${match[2]}${fraction}` || '0',
    ),
    exponent: Number(match[4] ?? 0) - fraction.length,
  };
}

/** Writes coefficient × 10^exponent with at most 34 digits, rounding half to even. */
export function scaledText({ coefficient, exponent }: Scaled): string {
  let digits = coefficient < 0n ? -coefficient : coefficient;
  let power = exponent;
  const excess = digits.toString().length - 34;
  if (excess > 0) {
    const unit = 10n ** BigInt(excess);
    const rest = digits % unit;
    digits /= unit;
    power += excess;
    const half = unit / 2n;
    if (rest > half || (rest === half && digits % 2n === 1n)) digits += 1n;
    if (digits.toString().length > 34) {
      digits /= 10n;
      power += 1;
    }
  }
  return `${coefficient < 0n ? '-' : ''}${digits}E${power >= 0 ? '+' : ''}${power}`;
}

function decimal(operation: Arithmetic, a: Raw, b: Raw): Raw {
  const x = text(a);
  const y = text(b);
  if (!/\d/.test(x) || !/\d/.test(y)) {
    const p = Number(x);
    const q = Number(y);
    return decimalFrom(String(operation === 'add' ? p + q : operation === 'subtract' ? p - q : p * q));
  }
  const p = scaled(x);
  const q = scaled(y);
  if (operation === 'multiply') {
    return decimalFrom(
      scaledText({ coefficient: p.coefficient * q.coefficient, exponent: p.exponent + q.exponent }),
    );
  }
  const distance = parseDecimal(x).exponent - parseDecimal(y).exponent;
  if (Math.abs(distance) > 80 && p.coefficient !== 0n && q.coefficient !== 0n) {
    // So far apart that the smaller one is below the last of 34 digits.
    return decimalFrom(
      scaledText(
        distance > 0 ? p : { ...q, coefficient: operation === 'add' ? q.coefficient : -q.coefficient },
      ),
    );
  }
  const exponent = Math.min(p.exponent, q.exponent);
  const left = p.coefficient * 10n ** BigInt(p.exponent - exponent);
  const right = q.coefficient * 10n ** BigInt(q.exponent - exponent);
  return decimalFrom(
    scaledText({ coefficient: operation === 'add' ? left + right : left - right, exponent }),
  );
}

export function allNumbers(values: readonly Raw[]): boolean {
  return values.every((each) => isNumber(each.type));
}
