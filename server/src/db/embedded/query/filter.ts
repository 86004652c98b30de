/** What a filter asks, as a tree that the planner can read and `compile` turns into a test. */
import { entries, items, type Raw, stringOf, Type } from '../bson/raw.ts';

import { CommandError } from '../errors.ts';
import { typeName } from '../bson/format.ts';
import { partsOf } from '../bson/path-parts.ts';

/** Operators on one path that take a value and test what stands there. */
export type LeafOperator =
  | '$eq'
  | '$gt'
  | '$gte'
  | '$lt'
  | '$lte'
  | '$in'
  | '$exists'
  | '$type'
  | '$size'
  | '$all'
  | '$elemMatch'
  | '$mod'
  | '$regex'
  | '$bitsAllSet'
  | '$bitsAllClear'
  | '$bitsAnySet'
  | '$bitsAnyClear';

export interface Leaf {
  kind: 'leaf';
  operator: LeafOperator;
  path: string;
  parts: readonly string[];
  value: Raw;
  /** Flags of a regular expression. */
  options?: string;
}

export type Filter =
  | Leaf
  | { kind: 'and' | 'or' | 'nor'; filters: Filter[] }
  | { kind: 'not'; filter: Filter }
  | { kind: 'expr'; expression: Raw }
  | { kind: 'schema'; schema: Raw };

const comparisons = new Set([
  '$eq',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$exists',
  '$type',
  '$size',
  '$all',
  '$elemMatch',
  '$mod',
  '$regex',
  '$bitsAllSet',
  '$bitsAllClear',
  '$bitsAnySet',
  '$bitsAnyClear',
]);
const unsupported = new Set([
  '$where',
  '$text',
  '$near',
  '$nearSphere',
  '$geoWithin',
  '$geoIntersects',
  '$within',
  '$function',
  '$uniqueDocs',
  '$sampleRate',
  '$alwaysFalse',
  '$alwaysTrue',
]);

function bad(message: string): CommandError {
  return new CommandError('BadValue', message);
}

/** Throws BadValue (2) as MongoDB does, and for what this engine does not support an error that names it. */
export function parseFilter(document: Raw): Filter {
  const filters = entries(document).flatMap(([name, value]) => parseEntry(name, value));
  return filters.length === 1 ? filters[0]! : { kind: 'and', filters };
}

function parseEntry(name: string, value: Raw): Filter[] {
  switch (name) {
    case '$and':
    case '$or':
    case '$nor':
      return [{ kind: name.slice(1) as 'and' | 'or' | 'nor', filters: parseList(name, value) }];
    case '$comment':
      return [];
    case '$expr':
      return [{ kind: 'expr', expression: value }];
    case '$jsonSchema':
      if (!value.isObject) throw new CommandError('TypeMismatch', '$jsonSchema must be an object');
      return [{ kind: 'schema', schema: value }];
    default:
      if (unsupported.has(name))
        throw new CommandError('CommandNotSupported', `${name} is not supported by this engine`);
      if (name.startsWith('$'))
        throw bad(
          `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
        );
      return parsePath(name, value);
  }
}

function parseList(name: string, value: Raw): Filter[] {
  if (!value.isArray) throw bad(`${name} must be an array`);
  const list = items(value);
  if (list.length === 0) throw bad(`${name} argument must be a non-empty array`);
  return list.map((each) => {
    if (!each.isObject) throw bad(`${name} argument's entries must be objects`);
    return parseFilter(each);
  });
}

/** True when a document is a set of operators, not a value to be equal to. */
export function isOperators(value: Raw): boolean {
  if (!value.isObject) return false;
  const [first] = entries(value);
  return first !== undefined && first[0].startsWith('$') && !['$ref', '$id', '$db'].includes(first[0]);
}

function leaf(operator: LeafOperator, path: string, value: Raw, options?: string): Leaf {
  const parts = partsOf(path);
  return { kind: 'leaf', operator, path, parts, value, ...(options === undefined ? {} : { options }) };
}

export function parsePath(path: string, value: Raw): Filter[] {
  if (!isOperators(value)) {
    if (value.type === Type.regex) return [leaf('$regex', path, value)];
    if (value.type === Type.undefined) throw bad('cannot compare to undefined');
    return [leaf('$eq', path, value)];
  }
  const operators = entries(value);
  return operators.flatMap(([name, operand]) => parseOperator(path, name, operand, operators));
}

function parseOperator(path: string, name: string, operand: Raw, all: [string, Raw][]): Filter[] {
  switch (name) {
    case '$eq':
      return [leaf('$eq', path, operand)];
    case '$ne':
      if (operand.type === Type.regex) throw bad("Can't have regex as arg to $ne.");
      return [{ kind: 'not', filter: leaf('$eq', path, operand) }];
    case '$nin':
      return [{ kind: 'not', filter: checkIn(path, '$nin', operand) }];
    case '$in':
      return [checkIn(path, '$in', operand)];
    case '$not':
      return [{ kind: 'not', filter: parseNot(path, operand) }];
    case '$options':
      if (!all.some(([each]) => each === '$regex')) throw bad('$options needs a $regex');
      return [];
    case '$comment':
      return [];
    case '$regex': {
      const options = all.find(([each]) => each === '$options')?.[1];
      if (operand.type !== Type.string && operand.type !== Type.regex) throw bad('$regex has to be a string');
      if (options && options.type !== Type.string) throw bad('$options has to be a string');
      return [leaf('$regex', path, operand, options ? stringOf(options) : undefined)];
    }
    default:
      if (unsupported.has(name))
        throw new CommandError('CommandNotSupported', `${name} is not supported by this engine`);
      if (!comparisons.has(name)) throw bad(`unknown operator: ${name}`);
      if (operand.type === Type.regex && /^\$[gl]te?$/.test(name))
        throw bad(`Can't have RegEx as arg to predicate over field '${path}'.`);
      return [leaf(name as LeafOperator, path, operand)];
  }
}

function checkIn(path: string, name: string, operand: Raw): Leaf {
  if (!operand.isArray) throw bad(`${name} needs an array`);
  for (const each of items(operand)) if (isOperators(each)) throw bad(`cannot nest $ under ${name}`);
  return leaf('$in', path, operand);
}

function parseNot(path: string, operand: Raw): Filter {
  if (operand.type === Type.regex) return leaf('$regex', path, operand);
  if (!operand.isObject) throw bad('$not needs a regex or a document');
  if (!isOperators(operand))
    throw bad(
      entries(operand).length === 0 ? '$not cannot be empty' : `unknown operator: ${entries(operand)[0]![0]}`,
    );
  return { kind: 'and', filters: parsePath(path, operand) };
}

/** The leaves and other filters that must all hold. */
export function conjuncts(filter: Filter): readonly Filter[] {
  if (filter.kind !== 'and') return [filter];
  return filter.filters.some((each) => each.kind === 'and')
    ? filter.filters.flatMap((each) => conjuncts(each))
    : filter.filters;
}

export function describeType(value: Raw): string {
  return typeName(value.type);
}
