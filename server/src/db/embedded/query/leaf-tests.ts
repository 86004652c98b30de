/** The tests of `$type`, `$mod` and the bit operators. */
import { longOf, toDouble } from '../bson/decimal.ts';
import { typeName } from '../bson/format.ts';
import { isNumber, items, type Raw, stringOf, Type } from '../bson/raw.ts';
import { CommandError } from '../errors.ts';

type ValueTest = (value: Raw | undefined) => boolean;

const typeNumbers = new Map<string, number>();
for (const number of [...Array(20).keys()].slice(1).concat(Type.minKey, Type.maxKey))
  typeNumbers.set(typeName(number), number);

function typesNamed(value: Raw): number[] {
  if (value.type === Type.string) {
    const name = stringOf(value);
    if (name === 'number') return [Type.int, Type.double, Type.long, Type.decimal];
    const number = typeNumbers.get(name);
    if (number === undefined) throw new CommandError('BadValue', `Unknown type name alias: ${name}`);
    return [number];
  }
  const number = toDouble(value);
  if (number === -1) return [Type.minKey];
  if (!Number.isInteger(number) || (number !== 127 && (number < 1 || number > 19))) {
    throw new CommandError('BadValue', `Invalid numerical type code: ${number}`);
  }
  return [number];
}

export function compileType(value: Raw): ValueTest {
  const types = new Set((value.isArray ? items(value) : [value]).flatMap(typesNamed));
  if (types.size === 0) throw new CommandError('FailedToParse', 'a type must match at least one type');
  return (each) => each !== undefined && types.has(each.type);
}

export function compileMod(value: Raw): ValueTest {
  const operands = value.isArray ? items(value) : [];
  if (!value.isArray) throw new CommandError('BadValue', 'malformed mod, needs to be an array');
  if (operands.length < 2) throw new CommandError('BadValue', 'malformed mod, not enough elements');
  if (operands.length > 2) throw new CommandError('BadValue', 'malformed mod, too many elements');
  if (!operands.every((each) => isNumber(each.type)))
    throw new CommandError('BadValue', 'malformed mod, divisor and remainder must be numbers');
  const [divisor, remainder] = operands.map(integerOf);
  if (divisor === undefined || remainder === undefined)
    throw new CommandError('BadValue', 'malformed mod, divisor must be a finite number');
  if (divisor === 0n) throw new CommandError('BadValue', 'divisor cannot be 0');
  return (each) => {
    const number = each && isNumber(each.type) ? integerOf(each) : undefined;
    return number !== undefined && number % divisor === remainder;
  };
}

/** A number without its fraction; undefined for NaN and infinities. */
export function integerOf(value: Raw): bigint | undefined {
  if (value.type === Type.long) return longOf(value);
  const number = toDouble(value);
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : undefined;
}

type BitOperator = '$bitsAllSet' | '$bitsAllClear' | '$bitsAnySet' | '$bitsAnyClear';

function maskOf(operator: string, value: Raw): bigint {
  if (value.isArray) {
    return items(value).reduce((mask, each) => {
      const position = toDouble(each);
      if (!Number.isInteger(position) || position < 0)
        throw new CommandError(
          'BadValue',
          `Failed to parse bit position. Expected a non-negative number in: ${operator}`,
        );
      return mask | (1n << BigInt(position));
    }, 0n);
  }
  if (value.type === Type.binary) return bitsOf(value);
  const number = toDouble(value);
  if (!isNumber(value.type) || !Number.isInteger(number))
    throw new CommandError('BadValue', `${operator} takes an Array, a number, or a BinData`);
  if (number < 0)
    throw new CommandError('FailedToParse', `Expected a non-negative number in: ${operator}: ${number}`);
  return integerOf(value)!;
}

function bitsOf(value: Raw): bigint {
  const bytes = Buffer.from(value.buf.subarray(value.start + 5, value.end)).reverse();
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`);
}

export function compileBits(operator: BitOperator, value: Raw): ValueTest {
  const mask = maskOf(operator, value);
  return (each) => {
    if (!each) return false;
    let bits: bigint;
    if (each.type === Type.binary) bits = bitsOf(each);
    else {
      const number = isNumber(each.type) ? toDouble(each) : NaN;
      if (!Number.isInteger(number)) return false;
      bits = integerOf(each)!;
    }
    switch (operator) {
      case '$bitsAllSet':
        return (bits & mask) === mask;
      case '$bitsAllClear':
        return (bits & mask) === 0n;
      case '$bitsAnySet':
        return (bits & mask) !== 0n;
      case '$bitsAnyClear':
        return (bits & mask) !== mask;
    }
  };
}
