/** An update of any kind (operators, replacement, pipeline) as a function of a document; and upserts. */
import { compileStages } from '../aggregate/pipeline.ts';
import { drain, sourceOf } from '../aggregate/source.ts';
import { type StageContext, stagesOf } from '../aggregate/stages.ts';
import { equalValues } from '../bson/keys.ts';
import {
  ElementReader,
  entries,
  field,
  fieldNames,
  items,
  type Raw,
  rawDocument,
  Type,
} from '../bson/raw.ts';
import { BsonWriter, rawDate, withIdFirst } from '../bson/write.ts';
import { newId, checkIdValue } from '../commands/insert.ts';
import { CommandError } from '../errors.ts';
import type { Variables } from '../query/expression.ts';
import { conjuncts, parseFilter } from '../query/filter.ts';
import { checkId, compileChanges, type Context, type DocumentUpdate } from './apply.ts';
import { parseArrayFilters, parseUpdate } from './parse.ts';
import { currentTimestamp } from './scalar-operators.ts';
import { Tree } from './tree.ts';

const pipelineStages = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

export function compileUpdate(
  update: Raw,
  arrayFilterList: Raw | undefined,
  multi: boolean,
  variables: Variables,
): DocumentUpdate {
  const arrayFilters = parseArrayFilters(arrayFilterList);
  if (update.isArray) {
    if (arrayFilters.size > 0)
      throw new CommandError('FailedToParse', 'arrayFilters may not be specified for pipeline-style updates');
    return guarded(pipelineUpdate(update, variables));
  }
  if (!update.isObject)
    throw new CommandError('FailedToParse', 'Update argument must be either an object or an array');
  if (isOperatorUpdate(update))
    return guarded(compileChanges(parseUpdate(update, arrayFilters), arrayFilters));
  if (arrayFilters.size > 0)
    throw new CommandError(
      'FailedToParse',
      'arrayFilters may not be specified for replacement-style updates',
    );
  if (multi)
    throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
  return replacement(update);
}

function isOperatorUpdate(update: Raw): boolean {
  const reader = new ElementReader(update);
  if (!reader.next()) return false;
  if (reader.name.startsWith('$')) return true;
  const name = fieldNames(update).find((each) => each.startsWith('$'));
  if (name !== undefined) {
    throw new CommandError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  }
  return false;
}

/** Keeps `_id` what it is. */
function guarded(update: DocumentUpdate): DocumentUpdate {
  return (document, context) => {
    const after = update(document, context);
    if (!context.inserting || field(document, '_id')) checkId(document, after);
    return after;
  };
}

function replacement(update: Raw): DocumentUpdate {
  return (document, _context) => {
    const id = field(document, '_id');
    const given = field(update, '_id');
    if (id && given && !equalValues(id, given)) {
      throw new CommandError(
        'ImmutableField',
        "After applying the update, the (immutable) field '_id' was found to have been altered",
      );
    }
    const stamped = withTimestamps(update);
    return id ? withIdFirst(withId(stamped, id), () => id) : stamped;
  };
}

function withId(document: Raw, id: Raw): Raw {
  const writer = new BsonWriter(document.end - document.start + 32);
  const mark = writer.begin();
  writer.raw('_id', id);
  const reader = new ElementReader(document);
  while (reader.next())
    if (!reader.nameIs('_id')) writer.bytes(reader.buf, reader.nameStart - 1, reader.valueEnd);
  writer.end(mark);
  return rawDocument(writer.finish());
}

/** An empty timestamp at the top level stands for now. */
function withTimestamps(document: Raw): Raw {
  const isEmpty = (value: Raw): boolean =>
    value.type === Type.timestamp && value.buf.readBigUInt64LE(value.start) === 0n;
  if (!entries(document).some(([, value]) => isEmpty(value))) return document;
  const tree = new Tree(document);
  tree.values = tree.values.map((value) =>
    !(value instanceof Tree) && isEmpty(value) ? currentTimestamp() : value,
  );
  return tree.toRaw();
}

function pipelineUpdate(pipeline: Raw, variables: Variables): DocumentUpdate {
  const list = stagesOf(pipeline);
  for (const [name] of list)
    if (!pipelineStages.has(name))
      throw new CommandError('InvalidOptions', `${name} is not allowed to be used within an update`);
  const now = new Map(variables).set('NOW', variables.get('NOW') ?? rawDate(Date.now()));
  const run = compileStages(list, { variables: now } as unknown as StageContext);
  return (document) => {
    const after = drain(run(sourceOf([document])))[0]!;
    const id = field(document, '_id');
    return id && !field(after, '_id') ? withId(after, id) : after;
  };
}

export interface Upserted {
  id: Raw;
  document: Raw;
}

/** The document that an upsert inserts: the filter's equalities, then the update. */
export function insertByUpsert(filter: Raw, update: Raw, apply: DocumentUpdate): Upserted {
  const base = new Tree('object');
  const isReplacement = update.isObject && !isOperatorUpdate(update);
  const required = conjuncts(parseFilter(filter)).flatMap((each) =>
    each.kind === 'or' && each.filters.length === 1 ? conjuncts(each.filters[0]!) : [each],
  );
  for (const each of required) {
    if (each.kind !== 'leaf') continue;
    const single =
      each.operator === '$in' && items(each.value).length === 1 ? items(each.value)[0]! : undefined;
    const value = each.operator === '$eq' ? each.value : single;
    if (!value || value.type === Type.regex) continue;
    if (isReplacement && each.path !== '_id') continue;
    place(base, each.parts, value);
  }
  const context: Context = { inserting: true, documentId: undefined, position: () => undefined };
  const after = apply(base.toRaw(), context);
  checkIdValue(after);
  const document = withIdFirst(after, newId);
  return { document, id: field(document, '_id')! };
}

function place(tree: Tree, parts: readonly string[], value: Raw): void {
  const [name = '', ...rest] = parts;
  const index = tree.indexOf(name);
  if (rest.length === 0) {
    if (index >= 0)
      throw new CommandError(54, `cannot infer query fields to set, path '${name}' is matched twice`, {
        codeName: 'NotSingleValueField',
      });
    return tree.add(name, value);
  }
  if (index < 0) tree.add(name, new Tree('object'));
  const inner = tree.open(index < 0 ? tree.values.length - 1 : index);
  if (!inner)
    throw new CommandError(
      54,
      `cannot infer query fields to set, both paths '${name}' and '${parts.join('.')}' are matched`,
    );
  place(inner, rest, value);
}
