/** The string operators that mingo lacks or answers otherwise. */
import { toDouble } from '../../bson/decimal.ts';
import { typeName } from '../../bson/format.ts';
import { type Raw, stringOf, Type } from '../../bson/raw.ts';
import { rawInt, rawNull, rawString } from '../../bson/write.ts';
import { CommandError } from '../../errors.ts';
import { isNullish } from '../expression.ts';
import { compileArguments, withArguments } from './arguments.ts';
import type { CompileOperator } from './index.ts';

function text(value: Raw, name: string, code: number): string {
  if (value.type !== Type.string)
    throw new CommandError(code, `${name} only supports strings, not ${typeName(value.type)}`);
  return stringOf(value);
}

function indexOf([source, part, from, to]: (Raw | undefined)[], name: string): Raw {
  if (isNullish(source)) return rawNull;
  if (isNullish(part)) throw new CommandError(40094, `${name} requires a string as the second argument`);
  const [start, end] = [from, to].map((each) => each && toDouble(each));
  const points = Array.from(text(source as Raw, name, 40093));
  const wanted = Array.from(text(part as Raw, name, 40094));
  const last = Math.min(end ?? points.length, points.length) - wanted.length;
  for (let i = start ?? 0; i <= last; i++)
    if (wanted.every((point, j) => points[i + j] === point)) return rawInt(i);
  return rawInt(-1);
}

export const stringOperators: Record<string, CompileOperator> = {
  $indexOfCP: withArguments([2, 4], indexOf),
  $concat: (argument, name) => {
    const parts = compileArguments(argument);
    return (document, variables) => {
      const values = parts.map((part) => part(document, variables));
      if (values.some(isNullish)) return rawNull;
      return rawString(values.map((value) => text(value as Raw, name, 16702)).join(''));
    };
  },
};
