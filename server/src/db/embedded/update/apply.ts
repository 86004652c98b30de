/** Applies an update to one document and returns the new bytes. */
import { formatValue, typeName } from '../bson/format.ts';
import { equalValues } from '../bson/keys.ts';
import { field, type Raw, stringOf } from '../bson/raw.ts';
import { arrayOf, rawNull } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { arrayOperator, type ArrayOperator } from './array-operators.ts';
import type { ArrayFilters, Change, UpdateOperator } from './parse.ts';
import { scalarOperator, type ScalarOperator } from './scalar-operators.ts';
import { type Node, rawOf, Tree } from './tree.ts';

/** How far an index may lie behind the end of an array that an update pads with nulls. */
const maxPadding = 1_500_000;

type Apply = (root: Tree, context: Context) => void;

export interface Context {
  /** Which element of the array at a path the filter matched, for `$`. */
  position: (parts: readonly string[]) => number | undefined;
  inserting: boolean;
  documentId: Raw | undefined;
}

export type DocumentUpdate = (document: Raw, context: Context) => Raw;

const arrayOperators = new Set<UpdateOperator>(['$push', '$addToSet', '$pop', '$pull', '$pullAll']);

export function compileChanges(changes: readonly Change[], filters: ArrayFilters): DocumentUpdate {
  const steps = changes.map((change) => compileChange(change, filters));
  return (document, context) => {
    const root = new Tree(document);
    for (const step of steps) step(root, context);
    return root.toRaw();
  };
}

function compileChange(change: Change, filters: ArrayFilters): Apply {
  const { operator } = change;
  if (operator === '$rename') return rename(change);
  if (operator === '$unset') return (root, context) => new Walk(change, filters, context).unset(root, 0);
  if (arrayOperators.has(operator)) {
    const apply = arrayOperator(change);
    return (root, context) =>
      new Walk(change, filters, context).change(root, 0, apply.creates, (old) =>
        changeArray(change, apply, old, context),
      );
  }
  const scalar: ScalarOperator = scalarOperator(change);
  const always = operator === '$setOnInsert';
  return (root, context) => {
    if (always && !context.inserting) return;
    new Walk(change, filters, context).change(root, 0, true, (old) =>
      scalar(old === undefined ? undefined : rawOf(old), context.documentId),
    );
  };
}

function changeArray(
  change: Change,
  { creates, apply }: ArrayOperator,
  old: Node | undefined,
  context: Context,
): Raw | undefined {
  if (old === undefined) return creates ? arrayOf(apply([])) : undefined;
  const value = rawOf(old);
  if (!value.isArray) {
    const name = change.parts.at(-1)!;
    if (change.operator === '$push') {
      const id = context.documentId ? `{_id: ${formatValue(context.documentId)}}` : '{}';
      throw new CommandError(
        'BadValue',
        `The field '${change.path}' must be an array but is of type ${typeName(value.type)} in document ${id}`,
      );
    }
    if (change.operator === '$addToSet')
      throw new CommandError(
        'BadValue',
        `Cannot apply $addToSet to non-array field. Field named '${name}' has non-array type ${typeName(value.type)}`,
      );
    if (change.operator === '$pop')
      throw new CommandError(
        'TypeMismatch',
        `Path '${change.path}' contains an element of non-array type '${typeName(value.type)}'`,
      );
    throw new CommandError('BadValue', `Cannot apply ${change.operator} to a non-array value`);
  }
  return arrayOf(apply(new Tree(value).values as Raw[]));
}

/** One change's way through a document. */
class Walk {
  readonly #change: Change;
  readonly #filters: ArrayFilters;
  readonly #context: Context;

  constructor(change: Change, filters: ArrayFilters, context: Context) {
    this.#change = change;
    this.#filters = filters;
    this.#context = context;
  }

  /** The names that a part of the path stands for here. */
  #targets(tree: Tree, part: string, depth: number): string[] {
    if (part === '$') {
      const position = this.#context.position(this.#change.parts.slice(0, depth));
      if (position === undefined)
        throw new CommandError(
          'BadValue',
          'The positional operator did not find the match needed from the query.',
        );
      return [String(position)];
    }
    if (!part.startsWith('$[')) return [part];
    if (!tree.isArray) {
      const at = this.#change.parts.slice(0, depth).join('.');
      throw new CommandError(
        'BadValue',
        `Cannot apply array updates to non-array element ${at}: ${formatValue(tree.toRaw())}`,
      );
    }
    const indexes = tree.values.map((_, index) => index);
    const test = part === '$[]' ? undefined : this.#filters.get(part.slice(2, -1))!;
    return indexes.filter((index) => !test || test(rawOf(tree.values[index]!))).map(String);
  }

  change(
    tree: Tree,
    depth: number,
    creates: boolean,
    compute: (old: Node | undefined) => Raw | undefined,
  ): void {
    const { parts } = this.#change;
    const last = depth === parts.length - 1;
    for (const name of this.#targets(tree, parts[depth]!, depth)) {
      const index = tree.indexOf(name);
      if (last) {
        const value = compute(index < 0 ? undefined : tree.values[index]);
        if (value === undefined) continue;
        if (index >= 0) tree.values[index] = value;
        else this.#add(tree, name, value, depth);
      } else if (index >= 0) {
        const inner = tree.open(index);
        if (inner) this.change(inner, depth + 1, creates, compute);
        else if (creates) throw this.#notViable(parts[depth + 1]!, name, tree.values[index]!);
      } else if (creates) {
        const next = parts[depth + 1]!;
        if (next === '$' || next.startsWith('$[')) {
          throw new CommandError(
            'BadValue',
            `The path '${parts.slice(0, depth + 1).join('.')}' must exist in the document in order to apply array updates.`,
          );
        }
        const inner = new Tree('object');
        this.change(inner, depth + 1, creates, compute);
        if (inner.values.length > 0) this.#add(tree, name, inner, depth);
      }
    }
  }

  unset(tree: Tree, depth: number): void {
    const { parts } = this.#change;
    for (const name of this.#targets(tree, parts[depth]!, depth)) {
      const index = tree.indexOf(name);
      if (index < 0) continue;
      if (depth < parts.length - 1) {
        const inner = tree.open(index);
        if (inner) this.unset(inner, depth + 1);
      } else if (tree.isArray) tree.values[index] = rawNull;
      else tree.remove(index);
    }
  }

  #add(tree: Tree, name: string, value: Node, depth: number): void {
    if (!tree.isArray) return tree.add(name, value);
    if (!/^\d+$/.test(name)) {
      const parent = depth === 0 ? '' : this.#change.parts[depth - 1]!;
      throw this.#notViable(name, parent, tree);
    }
    const missing = Number(name) - tree.values.length;
    if (missing > maxPadding)
      throw new CommandError('CannotIndexParallelArrays', `cannot pad an array by ${missing} elements`);
    for (let i = 0; i < missing; i++) tree.values.push(rawNull);
    tree.values.push(value);
  }

  #notViable(name: string, parent: string, value: Node): CommandError {
    return new CommandError(
      'PathNotViable',
      `Cannot create field '${name}' in element {${parent}: ${formatValue(rawOf(value))}}`,
    );
  }
}

function rename({ parts, path, value }: Change): Apply {
  const target = stringOf(value).split('.');
  return (root, context) => {
    let tree: Tree | undefined = root;
    for (const part of parts.slice(0, -1)) {
      if (tree?.isArray)
        throw new CommandError('BadValue', `The source field cannot be an array element, '${path}' in doc`);
      const index: number = tree?.indexOf(part) ?? -1;
      tree = index < 0 ? undefined : tree!.open(index);
    }
    if (tree?.isArray)
      throw new CommandError('BadValue', `The source field cannot be an array element, '${path}' in doc`);
    const index = tree?.indexOf(parts.at(-1)!) ?? -1;
    if (!tree || index < 0) return;
    const moved = rawOf(tree.values[index]!);
    checkRenameTarget(root, target);
    tree.remove(index);
    const change: Change = { operator: '$set', path: target.join('.'), parts: target, value: moved };
    new Walk(change, new Map(), context).change(root, 0, true, () => moved);
  };
}

function checkRenameTarget(root: Tree, target: readonly string[]): void {
  let value: Raw | undefined = root.toRaw();
  for (const part of target.slice(0, -1)) {
    value = value?.isObject ? field(value, part) : undefined;
    if (value?.isArray)
      throw new CommandError(
        'BadValue',
        `The destination field cannot be an array element, '${target.join('.')}' in doc`,
      );
  }
}

/** Throws ImmutableField (66) when an update would change `_id`. */
export function checkId(before: Raw, after: Raw): void {
  const old = field(before, '_id');
  const now = field(after, '_id');
  if (old && (!now || !equalValues(old, now))) {
    throw new CommandError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
}
