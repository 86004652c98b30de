/** Projections of find and `$project`: inclusion, exclusion, computed fields, `$slice`, `$elemMatch`, `$`. */
import { toDouble } from '../bson/decimal.ts';
import { ElementReader, entries, isNumber, items, Raw, Type } from '../bson/raw.ts';
import { arrayOf, BsonWriter, documentOf } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { compileFilter } from './compile.ts';
import { compileExpression, type Expression, noVariables, type Variables } from './expression.ts';

export type Projection = (document: Raw, variables?: Variables) => Raw;

/** What happens to one field: kept, dropped, replaced, or taken apart further. */
type Rule =
  | { kind: 'keep' }
  | { kind: 'drop' }
  | { kind: 'compute'; expression: Expression }
  | { kind: 'change'; change: (value: Raw, document: Raw) => Raw | undefined }
  | { kind: 'nested'; rules: Rules };
type Rules = Map<string, Rule>;

interface Parsed {
  rules: Rules;
  inclusive: boolean | undefined;
  computed: boolean;
}

function conflict(path: string): CommandError {
  return new CommandError(31250, `Path collision at ${path}`);
}

function place(rules: Rules, parts: readonly string[], rule: Rule, path: string): void {
  const [name = '', ...rest] = parts;
  if (name === '') throw new CommandError(40353, 'FieldPath field names may not be empty strings.');
  if (name.startsWith('$'))
    throw new CommandError(
      16410,
      "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
    );
  const there = rules.get(name);
  if (rest.length === 0) {
    if (there) throw conflict(path);
    rules.set(name, rule);
    return;
  }
  if (there && there.kind !== 'nested') throw conflict(path);
  const nested = there ?? { kind: 'nested' as const, rules: new Map() };
  rules.set(name, nested);
  place(nested.rules, rest, rule, path);
}

interface Mode {
  /** Positional `$`, `$slice` with its own meaning and `$elemMatch` belong to find alone. */
  forFind: boolean;
  /** Which element of an array the filter matched, for `$`. */
  position?: (document: Raw, path: string) => number | undefined;
}

function flagOf(value: Raw): boolean | undefined {
  if (value.type === Type.bool) return value.buf[value.start] === 1;
  return isNumber(value.type) ? toDouble(value) !== 0 : undefined;
}

function parse(spec: Raw, mode: Mode): Parsed {
  const rules: Rules = new Map();
  const state: Parsed = { rules, inclusive: undefined, computed: false };
  const visit = (path: string, value: Raw): void => {
    const flag = flagOf(value);
    if (flag !== undefined) {
      if (path.endsWith('.$') && mode.forFind && !flag)
        throw new CommandError(31395, 'positional projection cannot be used with exclusion');
      if (path.endsWith('.$') && mode.forFind) return positional(path.slice(0, -2), rules, state, mode);
      if (path !== '_id') {
        if (state.inclusive !== undefined && state.inclusive !== flag) {
          const [code, kind] = flag ? [31253, 'inclusion'] : [31254, 'exclusion'];
          throw new CommandError(
            code as number,
            `Cannot do ${kind} on field ${path} in ${flag ? 'exclusion' : 'inclusion'} projection`,
          );
        }
        state.inclusive = flag;
      }
      return place(rules, path.split('.'), { kind: flag ? 'keep' : 'drop' }, path);
    }
    if (value.isObject) {
      const inner = entries(value);
      const operator = inner[0]?.[0];
      if (operator === undefined)
        throw new CommandError(
          51270,
          'An empty sub-projection is not a valid value. Found empty object at path',
        );
      if (mode.forFind && (operator === '$slice' || operator === '$elemMatch'))
        return special(path, operator, inner[0]![1], rules, state);
      if (!operator.startsWith('$')) {
        for (const [name, each] of inner) visit(`${path}.${name}`, each);
        return;
      }
    }
    state.computed = true;
    if (path !== '_id') {
      if (state.inclusive === false)
        throw new CommandError(31252, 'Cannot use an expression in an exclusion projection');
      state.inclusive = true;
    }
    place(rules, path.split('.'), { kind: 'compute', expression: compileExpression(value) }, path);
  };
  for (const [path, value] of entries(spec)) visit(path, value);
  return state;
}

function positional(path: string, rules: Rules, state: Parsed, mode: Mode): void {
  state.inclusive = true;
  const change = (value: Raw, document: Raw): Raw | undefined => {
    const index = mode.position?.(document, path);
    if (!value.isArray) return value;
    if (index === undefined)
      throw new CommandError(
        51246,
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    return arrayOf(items(value).slice(index, index + 1));
  };
  place(rules, path.split('.'), { kind: 'change', change }, path);
}

function special(path: string, operator: string, operand: Raw, rules: Rules, state: Parsed): void {
  if (operator === '$slice')
    return place(rules, path.split('.'), { kind: 'change', change: slicer(operand) }, path);
  if (path.includes('.')) throw new CommandError(31275, 'Cannot use $elemMatch projection on a nested field');
  if (state.inclusive === false)
    throw new CommandError(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
  state.inclusive = true;
  if (!operand.isObject) throw new CommandError(31274, '$elemMatch: Invalid argument, object required');
  const test = compileFilter(documentOf([['v', documentOf([['$elemMatch', operand]])]])).matches;
  const change = (value: Raw): Raw | undefined => {
    if (!value.isArray) return undefined;
    const found = items(value).find((each) => test(documentOf([['v', arrayOf([each])]])));
    return found && arrayOf([found]);
  };
  place(rules, [path], { kind: 'change', change }, path);
}

function slicer(operand: Raw): (value: Raw) => Raw {
  const numbers = (operand.isArray ? items(operand) : [operand]).map((each) =>
    isNumber(each.type) ? Math.trunc(toDouble(each)) : NaN,
  );
  if (numbers.length === 0 || numbers.length > 2 || numbers.some(Number.isNaN))
    throw new CommandError(28667, 'Invalid $slice syntax. The given syntax did not match the find() syntax');
  const [first = 0, count] = numbers;
  if (count !== undefined && count <= 0)
    throw new CommandError(28724, 'First argument to $slice must be positive');
  return (value) => {
    if (!value.isArray) return value;
    const list = items(value);
    if (count === undefined) return arrayOf(first >= 0 ? list.slice(0, first) : list.slice(first));
    const from = first >= 0 ? first : Math.max(0, list.length + first);
    return arrayOf(list.slice(from, from + count));
  };
}

interface Scope {
  document: Raw;
  variables: Variables;
}

/** Included fields stay in the document's order; computed ones that are new follow in the projection's. */
function include(value: Raw, rules: Rules, scope: Scope, top: boolean): Raw {
  const writer = new BsonWriter(256);
  const mark = writer.begin();
  const reader = new ElementReader(value);
  const done = new Set<string>();
  const defaultId = top && !rules.has('_id');
  while (reader.next()) {
    const name = reader.name;
    if (defaultId && name === '_id') {
      writer.raw(name, reader.value);
      continue;
    }
    const rule = rules.get(name);
    if (!rule || rule.kind === 'compute' || rule.kind === 'drop') continue;
    done.add(name);
    const kept = applyInclusive(reader.value, rule, scope);
    if (kept) writer.raw(name, kept);
  }
  for (const [name, rule] of rules) {
    const computed = done.has(name) ? undefined : computeNew(rule, scope);
    if (computed) writer.raw(name, computed);
  }
  writer.end(mark);
  return new Raw(Type.object, writer.finish(), 0, writer.length);
}

function applyInclusive(value: Raw, rule: Rule, scope: Scope): Raw | undefined {
  switch (rule.kind) {
    case 'keep':
      return value;
    case 'change':
      return rule.change(value, scope.document);
    case 'nested':
      if (value.isObject) return include(value, rule.rules, scope, false);
      if (value.isArray)
        return arrayOf(items(value).flatMap((each) => applyInclusive(each, rule, scope) ?? []));
      return hasComputed(rule.rules) ? computeNew(rule, scope) : undefined;
    default:
      return undefined;
  }
}

function hasComputed(rules: Rules): boolean {
  return [...rules.values()].some(
    (rule) => rule.kind === 'compute' || (rule.kind === 'nested' && hasComputed(rule.rules)),
  );
}

/** A field that the document does not have yet. */
function computeNew(rule: Rule, scope: Scope): Raw | undefined {
  if (rule.kind === 'compute') return rule.expression(scope.document, scope.variables);
  if (rule.kind !== 'nested' || !hasComputed(rule.rules)) return undefined;
  return documentOf(
    [...rule.rules].flatMap(([name, each]): [string, Raw][] => {
      const value = computeNew(each, scope);
      return value ? [[name, value]] : [];
    }),
  );
}

function exclude(value: Raw, rules: Rules, document: Raw): Raw {
  const writer = new BsonWriter(value.end - value.start);
  const mark = writer.begin();
  const reader = new ElementReader(value);
  while (reader.next()) {
    const rule = rules.get(reader.name);
    if (!rule || rule.kind === 'keep') writer.bytes(reader.buf, reader.nameStart - 1, reader.valueEnd);
    else {
      const kept = applyExclusive(reader.value, rule, document);
      if (kept) writer.raw(reader.name, kept);
    }
  }
  writer.end(mark);
  return new Raw(Type.object, writer.finish(), 0, writer.length);
}

function applyExclusive(value: Raw, rule: Rule, document: Raw): Raw | undefined {
  if (rule.kind === 'change') return rule.change(value, document);
  if (rule.kind !== 'nested') return undefined;
  if (value.isObject) return exclude(value, rule.rules, document);
  if (value.isArray)
    return arrayOf(
      items(value).flatMap((each) =>
        each.isObject || each.isArray ? (applyExclusive(each, rule, document) ?? []) : [each],
      ),
    );
  return value;
}

export function compileProjection(spec: Raw, mode: Mode): Projection {
  const { rules, inclusive, computed } = parse(spec, mode);
  const onlyId = inclusive === undefined && rules.get('_id')?.kind;
  if (inclusive === true || computed || onlyId === 'keep') {
    return (document, variables = noVariables) => include(document, rules, { document, variables }, true);
  }
  return (document) => exclude(document, rules, document);
}

/** The rules of `$addFields` and `$set`: every value is an expression, placed at a path. */
export function compileAddFields(spec: Raw): Projection {
  const rules: Rules = new Map();
  const visit = (path: string, value: Raw): void => {
    const inner = value.isObject ? entries(value) : [];
    if (inner.length > 0 && !inner[0]![0].startsWith('$'))
      for (const [name, each] of inner) visit(`${path}.${name}`, each);
    else place(rules, path.split('.'), { kind: 'compute', expression: compileExpression(value) }, path);
  };
  if (!spec.isObject || entries(spec).length === 0)
    throw new CommandError(
      40177,
      'Invalid $addFields :: caused by :: specification must have at least one field',
    );
  for (const [path, value] of entries(spec)) visit(path, value);
  return (document, variables = noVariables) => add(document, rules, { document, variables });
}

function add(value: Raw, rules: Rules, scope: Scope): Raw {
  const fields = new Map(entries(value));
  for (const [name, rule] of rules) {
    const next = addOne(fields.get(name), rule, scope);
    if (next) fields.set(name, next);
    else fields.delete(name);
  }
  return documentOf(fields);
}

function addOne(old: Raw | undefined, rule: Rule, scope: Scope): Raw | undefined {
  if (rule.kind === 'compute') return rule.expression(scope.document, scope.variables);
  if (rule.kind !== 'nested') return old;
  if (old?.isArray) return arrayOf(items(old).map((each) => addOne(each, rule, scope)!));
  return add(old?.isObject ? old : documentOf([]), rule.rules, scope);
}
