/** Reductions that are accumulators of `$group` and operators of expressions alike. */
import { toDouble } from '../../bson/decimal.ts';
import { compareValues } from '../../bson/keys.ts';
import { isNumber, items, type Raw } from '../../bson/raw.ts';
import { rawDouble, rawInt, rawNull } from '../../bson/write.ts';
import { isNullish } from '../expression.ts';
import { calculateFreely, divideNumbers } from './arithmetic.ts';
import { compileArguments } from './arguments.ts';
import type { CompileOperator } from './index.ts';

export type Reduce = (values: (Raw | undefined)[]) => Raw;

const numbers = (values: (Raw | undefined)[]): Raw[] =>
  values.filter((value): value is Raw => value !== undefined && isNumber(value.type));

export const sum: Reduce = (values) =>
  numbers(values).reduce((total, value) => calculateFreely('add', total, value), rawInt(0));

export const average: Reduce = (values) => {
  const list = numbers(values);
  return list.length === 0 ? rawNull : divideNumbers(sum(list), rawInt(list.length));
};

function extreme(sign: number): Reduce {
  return (values) => {
    let best: Raw | undefined;
    for (const value of values) {
      if (isNullish(value)) continue;
      if (best === undefined || compareValues(value as Raw, best) * sign > 0) best = value as Raw;
    }
    return best ?? rawNull;
  };
}

function deviation(sample: boolean): Reduce {
  return (values) => {
    const list = numbers(values).map(toDouble);
    const divisor = sample ? list.length - 1 : list.length;
    if (divisor < 1) return rawNull;
    const mean = list.reduce((total, value) => total + value, 0) / list.length;
    return rawDouble(Math.sqrt(list.reduce((total, value) => total + (value - mean) ** 2, 0) / divisor));
  };
}

export const reductions: Record<string, Reduce> = {
  $sum: sum,
  $avg: average,
  $min: extreme(-1),
  $max: extreme(1),
  $stdDevPop: deviation(false),
  $stdDevSamp: deviation(true),
};

/** A single argument that is an array stands for its elements. */
function overArguments(reduce: Reduce): CompileOperator {
  return (argument) => {
    const parts = compileArguments(argument);
    return (document, variables) => {
      const values = parts.map((part) => part(document, variables));
      const [only] = values;
      return reduce(values.length === 1 && only?.isArray ? items(only) : values);
    };
  };
}

export const reductionOperators: Record<string, CompileOperator> = Object.fromEntries(
  Object.entries(reductions).map(([name, reduce]) => [name, overArguments(reduce)]),
);
