/**
 * Aggregation expressions on raw values. Field paths, literals, comparison, logic, arithmetic and
 * array operators keep every BSON type; the remaining operators are mingo's, used as functions of
 * their evaluated arguments.
 */
import { toDouble } from '../bson/decimal.ts';
import {
  entries,
  field,
  fieldNames,
  isNumber,
  items,
  type Raw,
  rawDocument,
  stringOf,
  Type,
} from '../bson/raw.ts';
import { arrayOf, documentOf, rawDate, rawNull, toRaw } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { findOperator } from './operators/index.ts';

/** Values of `$$name`; ROOT is kept under its own name. */
export type Variables = ReadonlyMap<string, Raw | undefined>;

export type Expression = (document: Raw, variables: Variables) => Raw | undefined;

export const noVariables: Variables = new Map();

export function compileExpression(source: Raw): Expression {
  if (source.type === Type.string) {
    const text = stringOf(source);
    if (text.startsWith('$$')) return compileVariable(text.slice(2));
    if (text.startsWith('$')) return compileFieldPath(text.slice(1));
    return () => source;
  }
  if (source.isArray) {
    const parts = items(source).map(compileExpression);
    return (document, variables) => arrayOf(parts.map((part) => part(document, variables) ?? rawNull));
  }
  if (source.isObject) return compileObject(source);
  return () => source;
}

function compileFieldPath(path: string): Expression {
  if (path === '') throw new CommandError(16872, "'$' by itself is not a valid FieldPath");
  const parts = path.split('.');
  if (parts.includes('')) throw new CommandError(15998, 'FieldPath field names may not be empty strings.');
  if (parts.some((part) => part.startsWith('$')))
    throw new CommandError(
      16410,
      `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
    );
  if (parts.length === 1) return (document) => field(document, path);
  return (document) => valueAt(document, parts, 0);
}

/** The value at a path; an array on the way is taken element by element. */
export function valueAt(value: Raw, parts: readonly string[], depth: number): Raw | undefined {
  if (depth === parts.length) return value;
  if (value.isObject) {
    const inner = field(value, parts[depth]!);
    return inner && valueAt(inner, parts, depth + 1);
  }
  if (!value.isArray) return undefined;
  const found: Raw[] = [];
  for (const each of items(value)) {
    const inner = each.isObject || each.isArray ? valueAt(each, parts, depth) : undefined;
    if (inner) found.push(inner);
  }
  return arrayOf(found);
}

function compileVariable(text: string): Expression {
  const [name = '', ...parts] = text.split('.');
  if (name === 'REMOVE') return () => undefined;
  if (name === 'CURRENT')
    return (document, variables) => valueAt(variables.get('CURRENT') ?? document, parts, 0);
  if (name === 'ROOT') return (document, variables) => valueAt(variables.get('ROOT') ?? document, parts, 0);
  if (name === 'NOW') {
    return (_document, variables) => variables.get('NOW') ?? toRaw(new Date());
  }
  if (name === 'KEEP' || name === 'PRUNE' || name === 'DESCEND') return () => toRaw(`$$${name}`);
  if (!/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(name))
    throw new CommandError(17276, `Use of undefined variable: ${name}`);
  return (_document, variables) => {
    if (!variables.has(name)) throw new CommandError(17276, `Use of undefined variable: ${name}`);
    const value = variables.get(name);
    return value && valueAt(value, parts, 0);
  };
}

function compileObject(source: Raw): Expression {
  const fields = entries(source);
  const [first] = fields;
  if (first?.[0].startsWith('$')) {
    if (fields.length > 1)
      throw new CommandError(
        15983,
        `an expression specification must contain exactly one field, the name of the expression. Found ${fields.length} fields in ${fieldNames(source).join(', ')}, while parsing object`,
      );
    return findOperator(first[0])(first[1], first[0]);
  }
  const parts = fields.map(([name, value]) => [name, compileExpression(value)] as const);
  return (document, variables) => {
    const out: [string, Raw][] = [];
    for (const [name, part] of parts) {
      const value = part(document, variables);
      if (value) out.push([name, value]);
    }
    return documentOf(out);
  };
}

/** MongoDB's truth: everything but false, zero, null, undefined and missing. */
export function isTruthy(value: Raw | undefined): boolean {
  if (value === undefined) return false;
  if (value.type === Type.bool) return value.buf[value.start] === 1;
  if (value.type === Type.null || value.type === Type.undefined) return false;
  return !isNumber(value.type) || toDouble(value) !== 0;
}

export function isNullish(value: Raw | undefined): value is undefined {
  return value === undefined || value.type === Type.null || value.type === Type.undefined;
}

export function evaluatesTrue(source: Raw, variables: Variables = noVariables): (document: Raw) => boolean {
  const expression = compileExpression(source);
  return (document) => isTruthy(expression(document, variables));
}

/** Variables of a command's `let`, evaluated once. */
export function letVariables(source: Raw | undefined): Variables {
  const variables = new Map<string, Raw | undefined>([['NOW', rawDate(Date.now())]]);
  const empty = rawDocument(Buffer.from([5, 0, 0, 0, 0]));
  for (const [name, value] of source ? entries(source) : [])
    variables.set(name, compileExpression(value)(empty, noVariables));
  return variables;
}
