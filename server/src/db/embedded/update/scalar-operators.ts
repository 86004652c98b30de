/** Operators that give a field a new value from the old one. */
import { calculate, integer } from '../bson/arithmetic.ts';
import { formatValue, typeName } from '../bson/format.ts';
import { compareValues } from '../bson/keys.ts';
import { entries, field, isNumber, Raw, readInt32, stringOf, Type } from '../bson/raw.ts';

import { rawDate, rawInt, rawLong } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { type Change, requireNumber } from './parse.ts';

/** The new value of a field, given the one it has; undefined leaves it as it is. */
export type ScalarOperator = (old: Raw | undefined, documentId: Raw | undefined) => Raw | undefined;

let lastSecond = 0;
let increment = 0;

export function currentTimestamp(): Raw {
  const second = Math.floor(Date.now() / 1000);
  increment = second === lastSecond ? increment + 1 : 1;
  lastSecond = second;
  const buf = Buffer.alloc(8);
  buf.writeUInt32LE(increment, 0);
  buf.writeUInt32LE(second, 4);
  return new Raw(Type.timestamp, buf, 0, 8);
}

export function scalarOperator({ operator, path, parts, value }: Change): ScalarOperator {
  switch (operator) {
    case '$set':
    case '$setOnInsert':
      return () => value;
    case '$inc':
    case '$mul':
      requireNumber(operator, path, value);
      return (old, id) => arithmetic(operator, parts.at(-1)!, old, value, id);
    case '$min':
      return (old) => (old === undefined || compareValues(value, old) < 0 ? value : undefined);
    case '$max':
      return (old) => (old === undefined || compareValues(value, old) > 0 ? value : undefined);
    case '$currentDate': {
      const kind = dateKind(path, value);
      return () => (kind === 'date' ? rawDate(Date.now()) : currentTimestamp());
    }
    case '$bit': {
      const steps = bitSteps(value);
      return (old, id) => steps.reduce((current, step) => bits(parts.at(-1)!, current, step, id), old);
    }
    default:
      throw new CommandError('InternalError', `${operator} is not a scalar operator`);
  }
}

function shown(id: Raw | undefined): string {
  return id ? `{_id: ${formatValue(id)}}` : '{}';
}

function arithmetic(
  operator: '$inc' | '$mul',
  name: string,
  old: Raw | undefined,
  value: Raw,
  id: Raw | undefined,
): Raw {
  if (old === undefined) return operator === '$inc' ? value : calculate('multiply', value, rawInt(0))!;
  if (!isNumber(old.type)) {
    throw new CommandError(
      'TypeMismatch',
      `Cannot apply ${operator} to a value of non-numeric type. ${shown(id)} has the field '${name}' of non-numeric type ${typeName(old.type)}`,
    );
  }
  const result = calculate(operator === '$inc' ? 'add' : 'multiply', old, value);
  if (!result) {
    throw new CommandError(
      'BadValue',
      `Failed to apply ${operator} operations to current value (${formatValue(old)}) for document ${shown(id)}`,
    );
  }
  return result;
}

function dateKind(path: string, value: Raw): 'date' | 'timestamp' {
  if (value.type === Type.bool && value.buf[value.start] === 1) return 'date';
  const type = value.isObject ? field(value, '$type') : undefined;
  const name = type?.type === Type.string ? stringOf(type) : undefined;
  if (name === 'date' || name === 'timestamp') return name;
  if (value.type === Type.bool) return 'date';
  throw new CommandError(
    'BadValue',
    `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {${path}: {$type: 'date'}}}`,
  );
}

interface BitStep {
  operation: string;
  operand: Raw;
}

function bitSteps(value: Raw): BitStep[] {
  if (!value.isObject) {
    throw new CommandError(
      'BadValue',
      `The $bit modifier is not compatible with a ${typeName(value.type)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    );
  }
  const steps = entries(value).map(([operation, operand]) => {
    if (!['and', 'or', 'xor'].includes(operation))
      throw new CommandError(
        'BadValue',
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${operation}' which is an unknown operator: {${operation}: ${formatValue(operand)}}`,
      );
    if (operand.type !== Type.int && operand.type !== Type.long)
      throw new CommandError(
        'BadValue',
        `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(operand.type)}' is not supported here: {${operation}: ${formatValue(operand)}}`,
      );
    return { operation, operand };
  });
  if (steps.length === 0)
    throw new CommandError(
      'BadValue',
      `You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}`,
    );
  return steps;
}

function bits(name: string, old: Raw | undefined, { operation, operand }: BitStep, id: Raw | undefined): Raw {
  const current = old ?? rawInt(0);
  if (current.type !== Type.int && current.type !== Type.long) {
    throw new CommandError(
      'BadValue',
      `Cannot apply $bit to a value of non-integral type.${shown(id)} has the field ${name} of non-integer type ${typeName(current.type)}`,
    );
  }
  if (current.type === Type.int && operand.type === Type.int) {
    const a = readInt32(current.buf, current.start);
    const b = readInt32(operand.buf, operand.start);
    return rawInt(operation === 'and' ? a & b : operation === 'or' ? a | b : a ^ b);
  }
  const a = integer(current);
  const b = integer(operand);
  return rawLong(BigInt.asIntN(64, operation === 'and' ? a & b : operation === 'or' ? a | b : a ^ b));
}
