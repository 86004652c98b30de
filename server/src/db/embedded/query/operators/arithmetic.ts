/** Arithmetic with MongoDB's result types. */
import { allNumbers, calculate, type Arithmetic } from '../../bson/arithmetic.ts';
import { decimalFrom, decimalText, longOf, toDouble } from '../../bson/decimal.ts';
import { typeName } from '../../bson/format.ts';
import { isNumber, type Raw, Type } from '../../bson/raw.ts';
import { rawDate, rawDouble, rawInt, rawLong, rawNull } from '../../bson/write.ts';
import { CommandError } from '../../errors.ts';
import { isNullish } from '../expression.ts';
import { compileArguments, withArguments } from './arguments.ts';
import type { CompileOperator } from './index.ts';

/** As `calculate`, but integers that overflow 64 bits become doubles. */
export function calculateFreely(operation: Arithmetic, a: Raw, b: Raw): Raw {
  const result = calculate(operation, a, b);
  if (result) return result;
  return calculate(operation, rawDouble(toDouble(a)), rawDouble(toDouble(b)))!;
}

function variadic(operation: 'add' | 'multiply', start: number): CompileOperator {
  return (argument, name) => {
    const parts = compileArguments(argument);
    return (document, variables) => {
      const values = parts.map((part) => part(document, variables));
      if (values.some(isNullish)) return rawNull;
      let total: Raw = rawInt(start);
      let date: Raw | undefined;
      for (const value of values as Raw[]) {
        if (value.type === Type.date && operation === 'add') {
          if (date) throw new CommandError(16612, 'only one date allowed in an $add expression');
          date = value;
        } else if (isNumber(value.type)) total = calculateFreely(operation, total, value);
        else
          throw new CommandError(
            'TypeMismatch',
            `${name} only supports numeric${operation === 'add' ? ' or date' : ''} types, not ${typeName(value.type)}`,
          );
      }
      return date ? rawDate(Number(longOf(date)) + Math.round(toDouble(total))) : total;
    };
  };
}

function subtract([a, b]: (Raw | undefined)[]): Raw {
  if (isNullish(a) || isNullish(b)) return rawNull;
  const [x, y] = [a as Raw, b as Raw];
  if (allNumbers([x, y])) return calculateFreely('subtract', x, y);
  if (x.type === Type.date && y.type === Type.date) return rawLong(longOf(x) - longOf(y));
  if (x.type === Type.date && isNumber(y.type)) return rawDate(Number(longOf(x)) - Math.round(toDouble(y)));
  throw new CommandError('TypeMismatch', `can't $subtract ${typeName(y.type)} from ${typeName(x.type)}`);
}

function divide([a, b]: (Raw | undefined)[]): Raw {
  if (isNullish(a) || isNullish(b)) return rawNull;
  const [x, y] = [a as Raw, b as Raw];
  if (!allNumbers([x, y]))
    throw new CommandError(
      'TypeMismatch',
      `$divide only supports numeric types, not ${typeName(x.type)} and ${typeName(y.type)}`,
    );
  if (toDouble(y) === 0) throw new CommandError('BadValue', "can't $divide by zero");
  return divideNumbers(x, y);
}

/** Both must be numbers. A decimal stays one, everything else becomes a double. */
export function divideNumbers(x: Raw, y: Raw): Raw {
  if (x.type === Type.decimal || y.type === Type.decimal) return decimalFrom(divideDecimals(x, y));
  return rawDouble(toDouble(x) / toDouble(y));
}

function divideDecimals(x: Raw, y: Raw): string {
  const scale = 10n ** 40n;
  const [a, b] = [x, y].map((each) =>
    fraction(each.type === Type.decimal ? decimalText(each) : String(toDouble(each))),
  );
  const quotient = (a!.coefficient * scale) / b!.coefficient;
  const digits = quotient.toString().replace('-', '');
  const cut = Math.max(0, digits.length - 34);
  const exponent = a!.exponent - b!.exponent - 40 + cut;
  const kept = digits.slice(0, digits.length - cut);
  const trimmed = kept.replace(/0+$/, '') || '0';
  return `${quotient < 0n ? '-' : ''}${trimmed}E${exponent + kept.length - trimmed.length}`;
}

function fraction(text: string): { coefficient: bigint; exponent: number } {
  const match = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) throw new CommandError('BadValue', `cannot divide ${text}`);
  return {
    coefficient: BigInt(`${match[1]}${match[2]}${match[3]}`),
    exponent: Number(match[4] ?? 0) - match[3]!.length,
  };
}

function mod([a, b]: (Raw | undefined)[]): Raw {
  if (isNullish(a) || isNullish(b)) return rawNull;
  const [x, y] = [a as Raw, b as Raw];
  if (!allNumbers([x, y]))
    throw new CommandError(
      'TypeMismatch',
      `$mod only supports numeric types, not ${typeName(x.type)} and ${typeName(y.type)}`,
    );
  if (toDouble(y) === 0) throw new CommandError(16610, "can't $mod by zero");
  if (
    x.type === Type.double ||
    y.type === Type.double ||
    x.type === Type.decimal ||
    y.type === Type.decimal
  ) {
    const rest = toDouble(x) % toDouble(y);
    return x.type === Type.decimal || y.type === Type.decimal ? decimalFrom(String(rest)) : rawDouble(rest);
  }
  if (x.type === Type.int && y.type === Type.int) return rawInt(toDouble(x) % toDouble(y));
  return rawLong(BigInt.asIntN(64, wide(x) % wide(y)));
}

function wide(value: Raw): bigint {
  return value.type === Type.long ? longOf(value) : BigInt(toDouble(value));
}

export const arithmeticOperators: Record<string, CompileOperator> = {
  $add: variadic('add', 0),
  $multiply: variadic('multiply', 1),
  $subtract: withArguments(2, subtract),
  $divide: withArguments(2, divide),
  $mod: withArguments(2, mod),
};
