/** The operators that are taken from mingo, called with values in place of expressions. */
import { deserialize } from 'bson';
import { evalExpr } from 'mingo/core';
import { Context } from 'mingo';
import * as expressionOperators from 'mingo/operators/expression';
import { toDouble } from '../../bson/decimal.ts';
import { entries, isNumber, type Raw, Type } from '../../bson/raw.ts';
import { documentOf, rawDouble, rawNull, toRaw } from '../../bson/write.ts';
import { CommandError } from '../../errors.ts';
import { compileExpression, type Expression } from '../expression.ts';
import { compileArguments } from './arguments.ts';
import type { CompileOperator } from './index.ts';

const context = Context.init({ expression: expressionOperators as never });
const names = new Set(Object.keys(expressionOperators));
const options = { context, scriptEnabled: false } as never;

/** Always a double, whatever the argument. */
const doubles = new Set([
  '$sqrt',
  '$exp',
  '$ln',
  '$log',
  '$log10',
  '$pow',
  '$sin',
  '$cos',
  '$tan',
  '$asin',
  '$acos',
  '$atan',
  '$atan2',
  '$sinh',
  '$cosh',
  '$tanh',
  '$asinh',
  '$acosh',
  '$atanh',
  '$degreesToRadians',
  '$radiansToDegrees',
  '$rand',
]);

export function mingoOperator(name: string): CompileOperator | undefined {
  if (!names.has(name)) return undefined;
  return (argument) => {
    const named = argument.isObject && !entries(argument)[0]?.[0].startsWith('$');
    return named ? withNamed(name, argument) : withList(name, argument);
  };
}

function withNamed(name: string, argument: Raw): Expression {
  const parts = entries(argument).map(([key, source]) => [key, compileExpression(source)] as const);
  return (document, variables) => {
    const values = parts.map(([key, part]) => [key, part(document, variables)] as const);
    const object = Object.fromEntries(values.map(([key, value]) => [key, quoted(toMingo(name, value))]));
    return call(name, object);
  };
}

function withList(name: string, argument: Raw): Expression {
  const parts = compileArguments(argument);
  const single = !argument.isArray;
  return (document, variables) => {
    const values = parts.map((part) => part(document, variables));
    const list = values.map((value) => quoted(toMingo(name, value)));
    return call(name, single ? list[0] : list);
  };
}

function call(name: string, argument: unknown): Raw | undefined {
  let result: unknown;
  try {
    result = evalExpr({}, { [name]: argument }, options);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('BadValue', `${name}: ${(error as Error).message}`);
  }
  if (result === undefined || result === null) return rawNull;
  if (typeof result === 'number' && doubles.has(name)) return rawDouble(result);
  return toRaw(result);
}

/** Hides values that mingo would read as expressions. */
function quoted(value: unknown): unknown {
  const harmless =
    value === null || typeof value !== 'object'
      ? !(typeof value === 'string' && value.startsWith('$'))
      : value instanceof Date || value instanceof RegExp;
  return harmless ? value : { $literal: value };
}

/** mingo computes with JavaScript numbers: what they cannot hold is refused. */
function toMingo(name: string, value: Raw | undefined): unknown {
  if (value === undefined) return null;
  if (value.type === Type.decimal)
    throw new CommandError('CommandNotSupported', `${name} of a decimal is not supported by this engine`);
  if (value.type === Type.long && !Number.isSafeInteger(toDouble(value)))
    throw new CommandError(
      'CommandNotSupported',
      `${name} of a 64-bit integer beyond 2^53 is not supported by this engine`,
    );
  if (isNumber(value.type)) return toDouble(value);
  return deserialize(documentOf([['v', value]]).bytes())['v'] as unknown;
}
