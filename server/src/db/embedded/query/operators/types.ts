/** Type names and conversions. */
import { ObjectId } from 'bson';
import { decimalFrom, decimalText, longFits, longOf, toDouble } from '../../bson/decimal.ts';
import { doubleText } from '../../bson/arithmetic.ts';
import { typeName } from '../../bson/format.ts';
import { field, isNumber, type Raw, stringOf, Type } from '../../bson/raw.ts';
import { rawBool, rawDate, rawDouble, rawInt, rawLong, rawNull, rawString, toRaw } from '../../bson/write.ts';
import { CommandError } from '../../errors.ts';
import { compileExpression, type Expression, isNullish, isTruthy } from '../expression.ts';
import { withArguments } from './arguments.ts';
import type { CompileOperator } from './index.ts';

function failed(value: Raw, target: string, reason = ''): CommandError {
  if (reason)
    return new CommandError(241, `Failed to parse ${target} in $convert with no onError value: ${reason}`, {
      codeName: 'ConversionFailure',
    });
  return new CommandError(
    241,
    `Unsupported conversion from ${typeName(value.type)} to ${target} in $convert with no onError value`,
    { codeName: 'ConversionFailure' },
  );
}

function integerOf(value: Raw, target: string): bigint {
  if (value.type === Type.bool) return isTruthy(value) ? 1n : 0n;
  if (value.type === Type.long || value.type === Type.date) return longOf(value);
  if (value.type === Type.string) {
    if (!/^[+-]?\d+$/.test(stringOf(value))) throw failed(value, 'number', `'${stringOf(value)}'`);
    return BigInt(stringOf(value).replace('+', ''));
  }
  if (!isNumber(value.type)) throw failed(value, target);
  const number = value.type === Type.decimal ? Number(decimalText(value)) : toDouble(value);
  if (!Number.isFinite(number))
    throw failed(value, target, 'Attempt to convert NaN or infinity value to integer type');
  return value.type === Type.decimal && /^-?\d+$/.test(decimalText(value))
    ? BigInt(decimalText(value))
    : BigInt(Math.trunc(number));
}

function toText(value: Raw): string {
  switch (value.type) {
    case Type.string:
      return stringOf(value);
    case Type.bool:
      return String(isTruthy(value));
    case Type.double:
      return String(toDouble(value));
    case Type.int:
      return String(toDouble(value));
    case Type.long:
      return longOf(value).toString();
    case Type.decimal:
      return decimalText(value);
    case Type.objectId:
      return value.bytes().toString('hex');
    case Type.date:
      return new Date(Number(longOf(value))).toISOString();
    default:
      throw failed(value, 'string');
  }
}

const conversions: Record<string, (value: Raw) => Raw> = {
  int: (value) => {
    const number = integerOf(value, 'int');
    if (number < -0x80000000n || number > 0x7fffffffn)
      throw failed(value, 'int', 'Conversion would overflow target type');
    return rawInt(Number(number));
  },
  long: (value) => {
    const number = integerOf(value, 'long');
    if (!longFits(number)) throw failed(value, 'long', 'Conversion would overflow target type');
    return rawLong(number);
  },
  double: (value) => {
    if (value.type === Type.string) {
      const number = Number(stringOf(value));
      if (stringOf(value).trim() === '' || Number.isNaN(number))
        throw failed(value, 'number', `'${stringOf(value)}'`);
      return rawDouble(number);
    }
    if (value.type === Type.bool) return rawDouble(isTruthy(value) ? 1 : 0);
    if (value.type === Type.date) return rawDouble(Number(longOf(value)));
    if (!isNumber(value.type)) throw failed(value, 'double');
    return rawDouble(toDouble(value));
  },
  decimal: (value) => {
    if (value.type === Type.decimal) return value;
    if (value.type === Type.string) {
      try {
        return decimalFrom(stringOf(value));
      } catch {
        throw failed(value, 'number', `'${stringOf(value)}'`);
      }
    }
    if (value.type === Type.double) return decimalFrom(doubleText(toDouble(value)));
    return decimalFrom(integerOf(value, 'decimal').toString());
  },
  bool: (value) => rawBool(isTruthy(value)),
  string: (value) => rawString(toText(value)),
  date: (value) => {
    if (value.type === Type.date) return value;
    if (value.type === Type.objectId) return rawDate(value.buf.readUInt32BE(value.start) * 1000);
    if (value.type === Type.timestamp) return rawDate(value.buf.readUInt32LE(value.start + 4) * 1000);
    if (value.type === Type.string) {
      const ms = Date.parse(stringOf(value));
      if (Number.isNaN(ms)) throw failed(value, 'date', `Error parsing date string '${stringOf(value)}'`);
      return rawDate(ms);
    }
    if (!isNumber(value.type) || value.type === Type.int) throw failed(value, 'date');
    return rawDate(Number(integerOf(value, 'date')));
  },
  objectId: (value) => {
    if (value.type === Type.objectId) return value;
    if (value.type !== Type.string) throw failed(value, 'objectId');
    if (!/^[0-9a-fA-F]{24}$/.test(stringOf(value)))
      throw failed(value, 'objectId', `Failed to parse objectId '${stringOf(value)}'`);
    return toRaw(new ObjectId(stringOf(value)));
  },
};

const targets: Record<number, string> = {
  1: 'double',
  2: 'string',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  16: 'int',
  18: 'long',
  19: 'decimal',
};

function to(target: string): CompileOperator {
  return withArguments(1, ([value]) => (isNullish(value) ? rawNull : conversions[target]!(value as Raw)));
}

function convert(argument: Raw): Expression {
  const part = (name: string): Expression | undefined => {
    const source = field(argument, name);
    return source && compileExpression(source);
  };
  const [input, target, onError, onNull] = ['input', 'to', 'onError', 'onNull'].map(part);
  if (!input || !target)
    throw new CommandError('FailedToParse', `Missing '${input ? 'to' : 'input'}' parameter to $convert`);
  return (document, variables) => {
    const value = input(document, variables);
    const wanted = target(document, variables);
    if (isNullish(value)) return onNull ? onNull(document, variables) : rawNull;
    if (isNullish(wanted)) return rawNull;
    const kind = wanted as Raw;
    const name = kind.type === Type.string ? stringOf(kind) : targets[toDouble(kind)];
    const run = name === undefined ? undefined : conversions[name];
    if (!run) throw new CommandError('BadValue', `Unknown type name: ${name}`);
    try {
      return run(value as Raw);
    } catch (error) {
      if (onError && error instanceof CommandError && error.code === 241) return onError(document, variables);
      throw error;
    }
  };
}

export const typeOperators: Record<string, CompileOperator> = {
  $type: withArguments(1, ([value]) => rawString(value ? typeName(value.type) : 'missing')),
  $isNumber: withArguments(1, ([value]) => rawBool(value !== undefined && isNumber(value.type))),
  $convert: convert,
  $toInt: to('int'),
  $toLong: to('long'),
  $toDouble: to('double'),
  $toDecimal: to('decimal'),
  $toBool: to('bool'),
  $toString: to('string'),
  $toDate: to('date'),
  $toObjectId: to('objectId'),
};
