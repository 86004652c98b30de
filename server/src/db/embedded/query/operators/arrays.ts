/** Array and set operators. */
import { toDouble } from '../../bson/decimal.ts';
import { typeName } from '../../bson/format.ts';
import { equalValues, valueKey } from '../../bson/keys.ts';
import { isNumber, items, type Raw, stringOf } from '../../bson/raw.ts';
import { arrayOf, rawBool, rawInt, rawNull } from '../../bson/write.ts';
import { CommandError } from '../../errors.ts';
import { compileExpression, type Expression, isNullish, isTruthy } from '../expression.ts';
import { compileSort, elementComparator } from '../sort.ts';
import { compileArguments, namedArguments, withArguments, withVariables } from './arguments.ts';
import type { CompileOperator } from './index.ts';

function arrayArgument(value: Raw | undefined, name: string, code: number): Raw[] | undefined {
  if (isNullish(value)) return undefined;
  const array = value as Raw;
  if (!array.isArray)
    throw new CommandError(
      code,
      `The argument to ${name} must be an array, but was of type: ${typeName(array.type)}`,
    );
  return items(array);
}

function elementAt([array, position]: (Raw | undefined)[], name: string): Raw | undefined {
  if (isNullish(array) || isNullish(position)) return rawNull;
  const list = arrayArgument(array, name, 28689)!;
  const index = isNumber((position as Raw).type) ? toDouble(position as Raw) : NaN;
  if (!Number.isInteger(index))
    throw new CommandError(
      28690,
      `${name}'s second argument must be a numeric value, but is ${typeName((position as Raw).type)}`,
    );
  return list.at(index < 0 ? index : Math.min(index, list.length)) as Raw | undefined;
}

function overElements(
  name: string,
  body: string,
  extra: string[],
  run: (list: Raw[], test: (element: Raw) => Raw | undefined, limit: Raw | undefined) => Raw,
): CompileOperator {
  return (argument) => {
    const named = namedArguments(argument, name, ['input', body], ['as', ...extra]);
    const input = compileExpression(named.get('input')!);
    const inner = compileExpression(named.get(body)!);
    const limit = named.get('limit') && compileExpression(named.get('limit')!);
    const as = named.get('as') ? stringOf(named.get('as')!) : 'this';
    return (document, variables) => {
      const value = input(document, variables);
      if (isNullish(value)) return rawNull;
      if (!(value as Raw).isArray)
        throw new CommandError(
          name === '$map' ? 16883 : 28651,
          `input to ${name} must be an array not ${typeName((value as Raw).type)}`,
        );
      return run(
        items(value),
        (element) => inner(document, withVariables(variables, [[as, element]], document)),
        limit?.(document, variables),
      );
    };
  };
}

function reduce(argument: Raw): Expression {
  const named = namedArguments(argument, '$reduce', ['input', 'initialValue', 'in']);
  const [input, start, body] = ['input', 'initialValue', 'in'].map((name) =>
    compileExpression(named.get(name)!),
  ) as [Expression, Expression, Expression];
  return (document, variables) => {
    const value = input(document, variables);
    if (isNullish(value)) return rawNull;
    if (!(value as Raw).isArray)
      throw new CommandError(
        40080,
        `$reduce requires that 'input' be an array, found: ${typeName((value as Raw).type)}`,
      );
    let total = start(document, variables);
    for (const each of items(value))
      total = body(
        document,
        withVariables(
          variables,
          [
            ['value', total],
            ['this', each],
          ],
          document,
        ),
      );
    return total;
  };
}

function unique(list: Raw[]): Raw[] {
  const seen = new Map<string, Raw>();
  for (const each of list) if (!seen.has(valueKey(each))) seen.set(valueKey(each), each);
  return [...seen.values()];
}

function sets(compute: (lists: Raw[][]) => Raw): CompileOperator {
  return (argument, name) => {
    const parts = compileArguments(argument);
    return (document, variables) => {
      const values = parts.map((part) => part(document, variables));
      if (values.some(isNullish)) return rawNull;
      return compute(values.map((value) => arrayArgument(value, name, 17044)!));
    };
  };
}

function sortArray(argument: Raw): Expression {
  const named = namedArguments(argument, '$sortArray', ['input', 'sortBy']);
  const input = compileExpression(named.get('input')!);
  const by = named.get('sortBy')!;
  const compare = elementComparator(by.isObject ? compileSort(by) : toDouble(by));
  return (document, variables) => {
    const list = arrayArgument(input(document, variables), '$sortArray', 2942504);
    return list ? arrayOf(list.toSorted(compare)) : rawNull;
  };
}

const contains = (list: Raw[], value: Raw): boolean => list.some((each) => equalValues(each, value));

export const arrayOperators: Record<string, CompileOperator> = {
  $arrayElemAt: withArguments(2, elementAt),
  $first: withArguments(1, ([value]) =>
    isNullish(value) ? rawNull : arrayArgument(value, '$first', 28689)![0],
  ),
  $last: withArguments(1, ([value]) =>
    isNullish(value) ? rawNull : arrayArgument(value, '$last', 28689)!.at(-1),
  ),
  $isArray: withArguments(1, ([value]) => rawBool(value?.isArray === true)),
  $size: withArguments(1, ([value]) => {
    if (!value?.isArray)
      throw new CommandError(
        17124,
        `The argument to $size must be an array, but was of type: ${value ? typeName(value.type) : 'missing'}`,
      );
    return rawInt(items(value).length);
  }),
  $in: withArguments(2, ([value, array]) => {
    if (!array?.isArray)
      throw new CommandError(
        40081,
        `$in requires an array as a second argument, found: ${array ? typeName(array.type) : 'missing'}`,
      );
    return rawBool(value !== undefined && contains(items(array), value));
  }),
  $concatArrays: sets((lists) => arrayOf(lists.flat())),
  $reverseArray: withArguments(1, ([value], name) => {
    const list = arrayArgument(value, name, 34435);
    return list ? arrayOf(list.toReversed()) : rawNull;
  }),
  $sortArray: sortArray,
  $map: overElements('$map', 'in', [], (list, apply) => arrayOf(list.map((each) => apply(each) ?? rawNull))),
  $filter: overElements('$filter', 'cond', ['limit'], (list, apply, limit) => {
    const kept = list.filter((each) => isTruthy(apply(each)));
    return arrayOf(isNullish(limit) ? kept : kept.slice(0, toDouble(limit as Raw)));
  }),
  $reduce: reduce,
  $setUnion: sets((lists) => arrayOf(unique(lists.flat()))),
  $setIntersection: sets((lists) =>
    arrayOf(unique(lists[0] ?? []).filter((each) => lists.every((list) => contains(list, each)))),
  ),
  $setDifference: sets(([a = [], b = []]) => arrayOf(unique(a).filter((each) => !contains(b, each)))),
  $setEquals: sets(([first = [], ...others]) =>
    rawBool(
      others.every(
        (list) => list.every((each) => contains(first, each)) && first.every((each) => contains(list, each)),
      ),
    ),
  ),
  $setIsSubset: sets(([a = [], b = []]) => rawBool(a.every((each) => contains(b, each)))),
  $allElementsTrue: withArguments(1, ([value], name) =>
    rawBool(arrayArgument(value, name, 17040)!.every(isTruthy)),
  ),
  $anyElementTrue: withArguments(1, ([value], name) =>
    rawBool(arrayArgument(value, name, 17041)!.some(isTruthy)),
  ),
};
