/** Operators that change an array: they get its elements and return the new ones. */
import { toDouble } from '../bson/decimal.ts';
import { formatValue, typeName } from '../bson/format.ts';
import { equalValues } from '../bson/keys.ts';
import { entries, field, isNumber, items, type Raw, Type } from '../bson/raw.ts';
import { CommandError } from '../errors.ts';
import { compileFilter, compileValue } from '../query/compile.ts';
import { isOperators, parsePath } from '../query/filter.ts';
import { compileSort, elementComparator } from '../query/sort.ts';
import type { Change } from './parse.ts';

export interface ArrayOperator {
  /** Whether the field is created when it is missing. */
  creates: boolean;
  apply: (elements: Raw[]) => Raw[];
}

function bad(message: string): CommandError {
  return new CommandError('BadValue', message);
}

export function arrayOperator({ operator, path, value }: Change): ArrayOperator {
  switch (operator) {
    case '$push':
      return { creates: true, apply: push(value) };
    case '$addToSet':
      return { creates: true, apply: addToSet(value) };
    case '$pop': {
      const end = isNumber(value.type) ? toDouble(value) : NaN;
      if (Number.isNaN(end))
        throw new CommandError('FailedToParse', `Expected a number in: ${path}: ${formatValue(value)}`);
      if (end !== 1 && end !== -1)
        throw new CommandError('FailedToParse', `$pop expects 1 or -1, found: ${formatValue(value)}`);
      return { creates: false, apply: (elements) => (end === 1 ? elements.slice(0, -1) : elements.slice(1)) };
    }
    case '$pull': {
      const drop = pullTest(value);
      return { creates: false, apply: (elements) => elements.filter((each) => !drop(each)) };
    }
    case '$pullAll': {
      if (!value.isArray)
        throw bad(`$pullAll requires an array argument but was given a ${typeName(value.type)}`);
      const list = items(value);
      return {
        creates: false,
        apply: (elements) => elements.filter((each) => !list.some((one) => equalValues(one, each))),
      };
    }
    default:
      throw new CommandError('InternalError', `${operator} is not an array operator`);
  }
}

function pullTest(value: Raw): (element: Raw) => boolean {
  if (value.isObject && !isOperators(value)) {
    const test = compileFilter(value).matches;
    return (element) => element.isObject && test(element);
  }
  if (isOperators(value) || value.type === Type.regex) return compileValue(parsePath('', value));
  return (element) => equalValues(element, value);
}

function eachOf(value: Raw, operator: string): Raw[] | undefined {
  if (!value.isObject) return undefined;
  const [first] = entries(value);
  if (!first || !first[0].startsWith('$')) return undefined;
  const list = field(value, '$each');
  if (!list) return undefined;
  if (!list.isArray)
    throw new CommandError(
      operator === '$push' ? 'BadValue' : 'TypeMismatch',
      `The argument to $each in ${operator} must be an array but it was of type ${typeName(list.type)}`,
    );
  return items(list);
}

function integerClause(value: Raw | undefined, name: string): number | undefined {
  if (!value) return undefined;
  const number = isNumber(value.type) ? toDouble(value) : NaN;
  if (!Number.isInteger(number))
    throw bad(`The value for ${name} must be an integer value but was given type: ${typeName(value.type)}`);
  return number;
}

function push(value: Raw): ArrayOperator['apply'] {
  const each = eachOf(value, '$push');
  if (!each) return (elements) => [...elements, value];
  for (const [name] of entries(value)) {
    if (!['$each', '$slice', '$sort', '$position'].includes(name))
      throw bad(`Unrecognized clause in $push: ${name}`);
  }
  const slice = integerClause(field(value, '$slice'), '$slice');
  const position = integerClause(field(value, '$position'), '$position');
  const order = sortOf(field(value, '$sort'));
  return (elements) => {
    const at =
      position === undefined
        ? elements.length
        : position < 0
          ? Math.max(0, elements.length + position)
          : position;
    let all = [...elements.slice(0, at), ...each, ...elements.slice(at)];
    if (order) all = all.toSorted(order);
    if (slice === undefined) return all;
    return slice >= 0 ? all.slice(0, slice) : all.slice(slice);
  };
}

function sortOf(value: Raw | undefined): ((a: Raw, b: Raw) => number) | undefined {
  if (!value) return undefined;
  if (value.isObject) return elementComparator(compileSort(value));
  const direction = isNumber(value.type) ? toDouble(value) : NaN;
  if (direction !== 1 && direction !== -1) throw bad('The $sort element value must be either 1 or -1');
  return elementComparator(direction);
}

function addToSet(value: Raw): ArrayOperator['apply'] {
  const each = eachOf(value, '$addToSet') ?? [value];
  return (elements) => {
    const all = [...elements];
    for (const one of each) if (!all.some((other) => equalValues(one, other))) all.push(one);
    return all.length === elements.length ? elements : all;
  };
}
