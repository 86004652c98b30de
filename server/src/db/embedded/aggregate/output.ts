/** `$out` and `$merge`. */
import { field, fieldNames, items, type Raw, stringOf, Type } from '../bson/raw.ts';
import { documentOf, emptyDocument, rawNull, withIdFirst } from '../bson/write.ts';
import { newId } from '../commands/insert.ts';
import type { Engine } from '../engine.ts';
import { CommandError } from '../errors.ts';
import { type Variables, valueAt } from '../query/expression.ts';
import { parseFilter } from '../query/filter.ts';
import { findAll } from '../query/find.ts';
import { mergeObjects } from '../query/operators/objects.ts';
import { compileUpdate } from '../update/statement.ts';
import type { Collection } from '../store/catalog.ts';

function target(spec: Raw | undefined, database: string): string {
  if (spec?.type === Type.string) return `${database}.${stringOf(spec)}`;
  const [db, coll] = ['db', 'coll'].map((name) => (spec?.isObject ? field(spec, name) : undefined));
  if (coll?.type !== Type.string)
    throw new CommandError(16990, 'the output of a pipeline must name a collection');
  return `${db ? stringOf(db) : database}.${stringOf(coll)}`;
}

/** Replaces the collection by the documents; its indexes stay. */
export function writeOut(engine: Engine, database: string, spec: Raw, documents: readonly Raw[]): void {
  const collection = engine.catalog.getOrCreate(target(spec, database));
  for (const { recordId, document } of findAll(engine.env, collection, {
    filter: parseFilter(emptyDocument),
    sort: [],
  })) {
    engine.writer.remove(collection, recordId, document);
  }
  for (const each of documents) engine.writer.insert(collection, withIdFirst(each, newId));
}

export function writeMerge(
  engine: Engine,
  database: string,
  spec: Raw,
  documents: readonly Raw[],
  variables: Variables,
): void {
  const into = spec.type === Type.string ? spec : field(spec, 'into');
  const collection = engine.catalog.getOrCreate(target(into, database));
  const on = spec.isObject ? field(spec, 'on') : undefined;
  const paths = on ? (on.isArray ? items(on) : [on]).map(stringOf) : ['_id'];
  const unique = collection.indexes.some(
    (index) =>
      index.unique &&
      index.fields.length === paths.length &&
      paths.every((path) => index.fields.some((each) => each.path === path)),
  );
  if (!unique) throw new CommandError(51183, 'Cannot find index to verify that join fields will be unique');
  const matched = spec.isObject ? field(spec, 'whenMatched') : undefined;
  const notMatched = spec.isObject ? field(spec, 'whenNotMatched') : undefined;
  const mode = notMatched ? stringOf(notMatched) : 'insert';
  for (const each of documents) {
    const document = fieldNames(each).includes('_id') ? each : withIdFirst(each, newId);
    const filter = documentOf(paths.map((path) => [path, valueAt(document, path.split('.'), 0) ?? rawNull]));
    const [row] = findAll(engine.env, collection, { filter: parseFilter(filter), sort: [], limit: 1 });
    if (row) mergeInto(engine, collection, row, document, matched, variables);
    else if (mode === 'insert') engine.writer.insert(collection, withIdFirst(document, newId));
    else if (mode === 'fail')
      throw new CommandError(13113, '$merge could not find a matching document in the target collection');
  }
}

function mergeInto(
  engine: Engine,
  collection: Collection,
  row: { recordId: number; document: Raw },
  document: Raw,
  matched: Raw | undefined,
  variables: Variables,
): void {
  const keepId = (next: Raw): Raw => mergeObjects([documentOf([['_id', field(row.document, '_id')!]]), next]);
  if (matched?.isArray) {
    const update = compileUpdate(matched, undefined, false, new Map(variables).set('new', document));
    const after = update(row.document, {
      inserting: false,
      documentId: field(row.document, '_id'),
      position: () => undefined,
    });
    return engine.writer.replace(collection, row.recordId, row.document, after);
  }
  switch (matched ? stringOf(matched) : 'merge') {
    case 'merge':
      return engine.writer.replace(
        collection,
        row.recordId,
        row.document,
        mergeObjects([row.document, document]),
      );
    case 'replace':
      return engine.writer.replace(collection, row.recordId, row.document, keepId(document));
    case 'keepExisting':
      return;
    default:
      throw new CommandError('DuplicateKey', '$merge found a matching document in the target collection');
  }
}
