/** Turns a filter into a test of documents. Documents are tested in place, without being decoded. */
import { classOf, Class, compareValues, valueKey } from '../bson/keys.ts';
import { toDouble } from '../bson/decimal.ts';
import { ElementReader, items, type Raw, Type } from '../bson/raw.ts';
import { documentOf } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { compileBits, compileMod, compileType } from './leaf-tests.ts';
import { compileRegex, type RegexTest } from './regex.ts';
import { evaluatesTrue, type Variables } from './expression.ts';
import { compileSchema } from './json-schema.ts';
import { type Filter, isOperators, type Leaf, parseFilter, parsePath } from './filter.ts';
import { visitLeaves, visitPath } from './path.ts';

export type Test = (document: Raw) => boolean;

export interface CompiledFilter {
  filter: Filter;
  matches: Test;
}

export function compileFilter(document: Raw, variables?: Variables): CompiledFilter {
  const filter = parseFilter(document);
  return { filter, matches: compile(filter, variables) };
}

export function compile(filter: Filter, variables?: Variables): Test {
  switch (filter.kind) {
    case 'leaf':
      return compileLeaf(filter, variables);
    case 'and':
      return every(filter.filters.map((each) => compile(each, variables)));
    case 'or':
      return some(filter.filters.map((each) => compile(each, variables)));
    case 'nor': {
      const test = some(filter.filters.map((each) => compile(each, variables)));
      return (document) => !test(document);
    }
    case 'not': {
      const test = compile(filter.filter, variables);
      return (document) => !test(document);
    }
    case 'expr': {
      const { expression } = filter;
      return evaluatesTrue(expression, variables);
    }
    case 'schema':
      return compileSchema(filter.schema);
  }
}

function every(tests: Test[]): Test {
  if (tests.length === 1) return tests[0]!;
  return (document) => {
    for (const test of tests) if (!test(document)) return false;
    return true;
  };
}

function some(tests: Test[]): Test {
  return (document) => {
    for (const test of tests) if (test(document)) return true;
    return false;
  };
}

type ValueTest = (value: Raw | undefined) => boolean;

function compileLeaf(leaf: Leaf, variables: Variables | undefined): Test {
  const { operator, parts } = leaf;
  if (operator === '$exists') return compileExists(leaf);
  if (operator === '$size') return compileSize(leaf);
  if (operator === '$elemMatch') {
    const test = compileElemMatch(leaf.value, variables);
    return (document) => visitPath(document, parts, (value) => value?.isArray === true && test(value));
  }
  if (operator === '$all') return compileAll(leaf, variables);
  const test = valueTest(leaf);
  return (document) => visitLeaves(document, parts, test);
}

/** A test of one value, for operators that look into arrays element by element. */
function valueTest(leaf: Leaf): ValueTest {
  const { operator, value } = leaf;
  switch (operator) {
    case '$eq':
      return equality(value);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return comparison(operator, value);
    case '$in':
      return membership(value);
    case '$regex': {
      const regex = compileRegex(value, leaf.options);
      return (each) => each !== undefined && regex(each);
    }
    case '$type':
      return compileType(value);
    case '$mod':
      return compileMod(value);
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return compileBits(operator, value);
    default:
      throw new CommandError('BadValue', `${operator} cannot be used here`);
  }
}

function equality(value: Raw): ValueTest {
  if (value.type === Type.null)
    return (each) => each === undefined || each.type === Type.null || each.type === Type.undefined;
  if (value.type === Type.regex) {
    const regex = compileRegex(value, undefined);
    return (each) => each !== undefined && regex(each);
  }
  const kind = classOf(value.type);
  return (each) => each !== undefined && classOf(each.type) === kind && compareValues(each, value) === 0;
}

function comparison(operator: '$gt' | '$gte' | '$lt' | '$lte', operand: Raw): ValueTest {
  const orEqual = operator.endsWith('e');
  const sign = operator.startsWith('$g') ? 1 : -1;
  const kind = classOf(operand.type);
  if (operand.type === Type.null) {
    const isNull = equality(operand);
    return (each) => orEqual && isNull(each);
  }
  const across = kind === Class.minKey || kind === Class.maxKey;
  const notANumber = kind === Class.number && Number.isNaN(toDouble(operand));
  return (each) => {
    if (each === undefined) return across && sign * (Class.null - kind) > 0;
    if (classOf(each.type) !== kind) return across && sign * (classOf(each.type) - kind) > 0;
    if (kind === Class.number && (notANumber || isNaNValue(each)))
      return orEqual && notANumber && isNaNValue(each);
    const order = compareValues(each, operand) * sign;
    return order > 0 || (orEqual && order === 0);
  };
}

function isNaNValue(value: Raw): boolean {
  return (value.type === Type.double || value.type === Type.decimal) && Number.isNaN(toDouble(value));
}

function membership(list: Raw): ValueTest {
  const keys = new Set<string>();
  const regexes: RegexTest[] = [];
  let hasNull = false;
  for (const each of items(list)) {
    if (each.type === Type.regex) regexes.push(compileRegex(each, undefined));
    if (each.type === Type.null) hasNull = true;
    keys.add(valueKey(each));
  }
  return (value) => {
    if (value === undefined) return hasNull;
    if (keys.has(valueKey(value)) || (hasNull && value.type === Type.undefined)) return true;
    return regexes.some((regex) => regex(value));
  };
}

function compileExists(leaf: Leaf): Test {
  const { type, buf, start } = leaf.value;
  const wanted =
    type === Type.bool
      ? buf[start] === 1
      : type === Type.null || type === Type.undefined
        ? false
        : !(toDouble(leaf.value) === 0);
  return (document) => visitPath(document, leaf.parts, (value) => value !== undefined) === wanted;
}

function compileSize(leaf: Leaf): Test {
  const size = toDouble(leaf.value);
  if (!Number.isInteger(size))
    throw new CommandError('BadValue', `Failed to parse $size. Expected an integer: $size`);
  if (size < 0)
    throw new CommandError(
      'BadValue',
      `Failed to parse $size. Expected a non-negative number in: $size: ${size}`,
    );
  return (document) =>
    visitPath(document, leaf.parts, (value) => {
      if (value?.type !== Type.array) return false;
      let count = 0;
      const reader = new ElementReader(value);
      while (reader.next()) count += 1;
      return count === size;
    });
}

/** A test of an array: some element satisfies all of the conditions. */
function compileElemMatch(condition: Raw, variables: Variables | undefined): (array: Raw) => boolean {
  if (!condition.isObject) throw new CommandError('BadValue', '$elemMatch needs an Object');
  const first = new ElementReader(condition);
  const logical = first.next() && ['$and', '$or', '$nor', '$expr', '$jsonSchema'].includes(first.name);
  if (!isOperators(condition) || logical) {
    const test = compileFilter(condition, variables).matches;
    return (array) => {
      const reader = new ElementReader(array);
      while (reader.next())
        if ((reader.type === Type.object || reader.type === Type.array) && test(reader.value)) return true;
      return false;
    };
  }
  const test = compileElement(parsePath('', condition), variables);
  return (array) => {
    const reader = new ElementReader(array);
    while (reader.next()) if (test(reader.value)) return true;
    return false;
  };
}

/** Conditions on a value as on a field's: they look into one that is an array. */
export function compileValue(filters: Filter[]): (value: Raw) => boolean {
  const test = compile({ kind: 'and', filters });
  return (value) => test(documentOf([['', value]]));
}

/** Conditions on an element itself, which is a value without a name. */
function compileElement(filters: Filter[], variables?: Variables): (element: Raw) => boolean {
  const tests = filters.map((each): ((element: Raw) => boolean) => {
    if (each.kind === 'not') {
      const test = compileElement([each.filter], variables);
      return (element) => !test(element);
    }
    if (each.kind === 'and') return compileElement(each.filters, variables);
    if (each.kind !== 'leaf') throw new CommandError('BadValue', 'unexpected operator in $elemMatch');
    if (each.operator === '$elemMatch') {
      const test = compileElemMatch(each.value, variables);
      return (element) => element.isArray && test(element);
    }
    if (each.operator === '$exists') return () => toDouble(each.value) !== 0;
    if (each.operator === '$size') {
      const size = toDouble(each.value);
      return (element) => element.isArray && items(element).length === size;
    }
    if (each.operator === '$all') {
      const members = items(each.value).map(equality);
      return (element) =>
        members.every((test) => test(element) || (element.isArray && items(element).some(test)));
    }
    return valueTest(each);
  });
  return (element) => tests.every((test) => test(element));
}

function compileAll(leaf: Leaf, variables: Variables | undefined): Test {
  if (!leaf.value.isArray) throw new CommandError('BadValue', '$all needs an array');
  const operands = items(leaf.value);
  if (operands.length === 0) return () => false;
  return every(
    operands.map((operand) => {
      const inner = isOperators(operand) ? new ElementReader(operand) : undefined;
      if (inner?.next() && inner.name === '$elemMatch')
        return compileLeaf({ ...leaf, operator: '$elemMatch', value: inner.value }, variables);
      if (inner) throw new CommandError('BadValue', 'no $ expressions in $all');
      return compileLeaf({ ...leaf, operator: '$eq', value: operand }, variables);
    }),
  );
}
