/** Accumulators of `$group`, and the same operators over the arguments of an expression. */
import { toDouble } from '../bson/decimal.ts';
import { compareValues, valueKey } from '../bson/keys.ts';
import { entries, field, isNumber, items, type Raw } from '../bson/raw.ts';
import { arrayOf, rawInt, rawNull } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { compileExpression, type Expression, isNullish, type Variables } from '../query/expression.ts';
import { mergeObjects } from '../query/operators/objects.ts';
import { type Reduce, reductions } from '../query/operators/reductions.ts';
import { compileSort, sortKey } from '../query/sort.ts';

/** The value of a group, from its documents in order. */
export type Accumulator = (documents: readonly Raw[], variables: Variables) => Raw;

const overValues: Record<string, Reduce> = {
  ...reductions,
  $first: ([value]) => value ?? rawNull,
  $last: (values) => values.at(-1) ?? rawNull,
  $push: (values) => arrayOf(values.filter((value) => value !== undefined)),
  $addToSet: (values) => {
    const seen = new Map<string, Raw>();
    for (const value of values) if (value && !seen.has(valueKey(value))) seen.set(valueKey(value), value);
    return arrayOf(seen.values());
  },
  $mergeObjects: mergeObjects,
};

const firstN: Record<string, (values: Raw[], n: number) => Raw[]> = {
  $firstN: (values, n) => values.slice(0, n),
  $lastN: (values, n) => values.slice(-n),
  $minN: (values, n) =>
    values
      .filter((value) => !isNullish(value))
      .toSorted(compareValues)
      .slice(0, n),
  $maxN: (values, n) =>
    values
      .filter((value) => !isNullish(value))
      .toSorted((a, b) => compareValues(b, a))
      .slice(0, n),
};

function positive(
  expression: Expression | undefined,
  documents: readonly Raw[],
  variables: Variables,
  name: string,
): number {
  const value = documents[0] && expression?.(documents[0], variables);
  const n = value && isNumber(value.type) ? toDouble(value) : NaN;
  if (!Number.isInteger(n) || n < 1)
    throw new CommandError(5787902, `'n' must be a positive integer in ${name}`);
  return n;
}

function ordered(name: string, argument: Raw): Accumulator {
  const [sortBy, output, count] = ['sortBy', 'output', 'n'].map((each) => field(argument, each));
  if (!sortBy || !output)
    throw new CommandError(5788005, `Missing value for '${sortBy ? 'output' : 'sortBy'}' in ${name}`);
  const sort = compileSort(sortBy);
  const value = compileExpression(output);
  const n = count && compileExpression(count);
  const many = name.endsWith('N');
  return (documents, variables) => {
    const rows = documents.map((document, order) => ({ document, order, key: sortKey(document, sort) }));
    rows.sort((a, b) => a.key.compare(b.key) || a.order - b.order);
    const take = many ? positive(n, documents, variables, name) : 1;
    const chosen = name.startsWith('$top') ? rows.slice(0, take) : rows.slice(-take);
    const values = chosen.map((row) => value(row.document, variables) ?? rawNull);
    return many ? arrayOf(values) : (values[0] ?? rawNull);
  };
}

export function compileAccumulator(spec: Raw, path: string): Accumulator {
  const list = spec.isObject ? entries(spec) : [];
  if (list.length !== 1) throw new CommandError(40234, `The field '${path}' must be an accumulator object`);
  const [name, argument] = list[0]!;
  if (name === '$count') return (documents) => rawInt(documents.length);
  if (/^\$(top|bottom)N?$/.test(name)) return ordered(name, argument);
  const limited = firstN[name];
  if (limited) {
    const [input, n] = ['input', 'n'].map((each) => field(argument, each));
    if (!input || !n)
      throw new CommandError(5787901, `Missing value for '${input ? 'n' : 'input'}' in ${name}`);
    const value = compileExpression(input);
    const count = compileExpression(n);
    return (documents, variables) =>
      arrayOf(
        limited(
          documents.map((each) => value(each, variables) ?? rawNull),
          positive(count, documents, variables, name),
        ),
      );
  }
  const reduce = overValues[name];
  if (!reduce) {
    if (['$accumulator', '$function'].includes(name))
      throw new CommandError('CommandNotSupported', `${name} is not supported by this engine`);
    throw new CommandError(15952, `unknown group operator '${name}'`);
  }
  if (argument.isArray && items(argument).length !== 1)
    throw new CommandError(40237, `The ${name} accumulator is a unary operator`);
  const value = compileExpression(argument.isArray ? items(argument)[0]! : argument);
  return (documents, variables) => reduce(documents.map((document) => value(document, variables)));
}
