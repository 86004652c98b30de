/** Reads an update document into changes, refusing what MongoDB refuses before any document is touched. */
import { entries, isNumber, items, type Raw, stringOf, Type } from '../bson/raw.ts';
import { formatValue } from '../bson/format.ts';
import { documentOf } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { compileFilter, compileValue } from '../query/compile.ts';
import { partsOf } from '../bson/path-parts.ts';
import { parsePath } from '../query/filter.ts';

export type UpdateOperator =
  | '$set'
  | '$unset'
  | '$setOnInsert'
  | '$inc'
  | '$mul'
  | '$min'
  | '$max'
  | '$currentDate'
  | '$rename'
  | '$bit'
  | '$push'
  | '$pushAll'
  | '$addToSet'
  | '$pop'
  | '$pull'
  | '$pullAll';

export interface Change {
  operator: UpdateOperator;
  path: string;
  parts: readonly string[];
  value: Raw;
}

/** Tests of the elements that `$[name]` stands for. */
export type ArrayFilters = ReadonlyMap<string, (element: Raw) => boolean>;

const operators = new Set<string>([
  '$set',
  '$unset',
  '$setOnInsert',
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$currentDate',
  '$rename',
  '$bit',
  '$push',
  '$addToSet',
  '$pop',
  '$pull',
  '$pullAll',
]);

function fail(message: string): CommandError {
  return new CommandError('FailedToParse', message);
}

export function parseUpdate(update: Raw, arrayFilters: ArrayFilters): Change[] {
  const changes: Change[] = [];
  for (const [operator, fields] of entries(update)) {
    if (!operators.has(operator)) {
      throw fail(
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!fields.isObject) {
      throw fail(
        `Modifiers operate on fields but we found type ${formatValue(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${formatValue(fields)}}`,
      );
    }
    for (const [path, value] of entries(fields)) {
      checkPath(path, operator);
      changes.push({ operator: operator as UpdateOperator, path, parts: partsOf(path), value });
    }
  }
  checkConflicts(changes);
  checkArrayFilters(changes, arrayFilters);
  return changes.length === 1 ? changes : changes.sort((a, b) => comparePaths(a.parts, b.parts));
}

/** Paths that have passed; $rename asks more of a path than the others. */
const passed = new Set<string>();
const maxPassed = 2000;
const maxPassedLength = 200;

function checkPath(path: string, operator: string): void {
  if (operator !== '$rename' && passed.has(path)) return;
  checkParts(path, operator);
  if (operator === '$rename' || path.length > maxPassedLength) return;
  if (passed.size >= maxPassed) passed.clear();
  passed.add(path);
}

function checkParts(path: string, operator: string): void {
  if (path === '') throw new CommandError(56, 'An empty update path is not valid.', {});
  const parts = path.split('.');
  if (parts.includes(''))
    throw new CommandError(
      56,
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  if (operator === '$rename' && parts.some((part) => part === '$' || part.startsWith('$['))) {
    throw new CommandError('BadValue', `The source field for $rename may not be dynamic: ${path}`);
  }
  if (parts[0] === '$' || parts[0]!.startsWith('$[')) {
    throw new CommandError(
      'BadValue',
      `Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '${path}'`,
    );
  }
  const dollar = parts.find(
    (part) =>
      part.startsWith('$') &&
      part !== '$' &&
      !/^\$\[\w*\]$/.test(part) &&
      !['$id', '$ref', '$db'].includes(part),
  );
  if (dollar) {
    throw new CommandError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${dollar}' in '${path}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  }
}

function checkConflicts(changes: readonly Change[]): void {
  const taken: string[] = [];
  for (const { operator, path, value } of changes) {
    const paths = [path];
    if (operator === '$rename') {
      if (value.type !== Type.string)
        throw new CommandError(
          'BadValue',
          `The 'to' field for $rename must be a string: ${path}: ${formatValue(value)}`,
        );
      if (stringOf(value) === path)
        throw new CommandError(
          'BadValue',
          `The source and target field for $rename must differ: ${path}: "${path}"`,
        );
      paths.push(stringOf(value));
    }
    for (const each of paths) {
      const other = taken.find(
        (one) => one === each || one.startsWith(`${each}.`) || each.startsWith(`${one}.`),
      );
      if (other !== undefined) {
        const shorter = other.length < each.length ? other : each;
        throw new CommandError(
          'ConflictingUpdateOperators',
          `Updating the path '${each}' would create a conflict at '${shorter}'`,
        );
      }
      taken.push(each);
    }
  }
}

function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (x === y) continue;
    if (/^\d+$/.test(x) && /^\d+$/.test(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

export function parseArrayFilters(list: Raw | undefined): ArrayFilters {
  const filters = new Map<string, (element: Raw) => boolean>();
  if (!list) return filters;
  if (!list.isArray) throw new CommandError('TypeMismatch', 'arrayFilters must be an array');
  for (const each of items(list)) {
    if (!each.isObject) throw new CommandError('TypeMismatch', 'arrayFilters entries must be objects');
    const name = identifierOf(each);
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw new CommandError(
        'BadValue',
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
    if (filters.has(name))
      throw fail(`Found multiple array filters with the same top-level field name ${name}`);
    filters.set(name, compileArrayFilter(each, name));
  }
  return filters;
}

function identifierOf(filter: Raw): string {
  const [first] = entries(filter);
  if (!first) throw fail('Cannot use an expression without a top-level field name in arrayFilters');
  if (first[0] === '$and' || first[0] === '$or' || first[0] === '$nor')
    return identifierOf(items(first[1])[0]!);
  return first[0].split('.')[0]!;
}

function compileArrayFilter(filter: Raw, name: string): (element: Raw) => boolean {
  const tests = entries(filter).map(([path, value]): ((element: Raw) => boolean) => {
    if (path === '$and' || path === '$or' || path === '$nor') {
      const inner = items(value).map((each) => compileArrayFilter(each, name));
      if (path === '$and') return (element) => inner.every((test) => test(element));
      const some = (element: Raw): boolean => inner.some((test) => test(element));
      return path === '$or' ? some : (element) => !some(element);
    }
    if (path.split('.')[0] !== name)
      throw fail(
        `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${name}' and '${path.split('.')[0]!}'`,
      );
    if (path === name) return compileValue(parsePath('', value));
    const rest = path.slice(name.length + 1);
    const test = compileFilter(wrap(rest, value)).matches;
    return (element) => element.isObject && test(element);
  });
  return (element) => tests.every((test) => test(element));
}

function wrap(path: string, value: Raw): Raw {
  return documentOf([[path, value]]);
}

function checkArrayFilters(changes: readonly Change[], filters: ArrayFilters): void {
  const used = new Set<string>();
  for (const { parts, path } of changes) {
    for (const part of parts) {
      const name = /^\$\[(\w+)\]$/.exec(part)?.[1];
      if (name === undefined) continue;
      used.add(name);
      if (!filters.has(name))
        throw new CommandError(
          'BadValue',
          `No array filter found for identifier '${name}' in path '${path}'`,
        );
    }
  }
  for (const name of filters.keys()) {
    if (!used.has(name)) throw fail(`The array filter for identifier '${name}' was not used in the update`);
  }
}

export function requireNumber(operator: string, path: string, value: Raw): void {
  if (isNumber(value.type)) return;
  const verb = operator === '$mul' ? 'multiply' : 'increment';
  throw new CommandError(
    'TypeMismatch',
    `Cannot ${verb} with non-numeric argument: {${path}: ${formatValue(value)}}`,
  );
}
