/** createIndexes, listIndexes, dropIndexes. */
import { sourceOf } from '../aggregate/source.ts';
import { field, stringOf, Type } from '../bson/raw.ts';
import { toDouble } from '../bson/decimal.ts';
import { toDocument } from '../bson/write.ts';
import { firstBatchSize } from '../cursors.ts';
import { CommandError } from '../errors.ts';
import { findAll } from '../query/find.ts';
import { type Collection, Index, type IndexSpec } from '../store/catalog.ts';
import { bad, parseIndex } from './index-specification.ts';
import { hintOf, type Command, type Invocation } from './invocation.ts';

const maxIndexes = 64;
function sameShape(a: IndexSpec, b: IndexSpec): boolean {
  const shape = ({
    key,
    unique,
    sparse,
    partialFilterExpression: partial,
    expireAfterSeconds: ttl,
  }: IndexSpec): string =>
    JSON.stringify([
      Object.entries(key),
      unique ?? false,
      sparse ?? false,
      partial ? toDocument(partial).bytes().toString('hex') : '',
      ttl ?? null,
    ]);
  return shape(a) === shape(b);
}

/** True when the index is there already. Throws 85 or 86 when another stands in its way. */
function exists(collection: Collection, spec: IndexSpec): boolean {
  for (const { spec: other } of collection.indexes) {
    const sameKey = JSON.stringify(Object.entries(other.key)) === JSON.stringify(Object.entries(spec.key));
    if (spec.name === other.name) {
      if (spec.name === '_id_' || sameShape(spec, other)) return true;
      if (sameKey)
        throw new CommandError(
          'IndexKeySpecsConflict',
          `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${spec.name}, existing index: ${other.name}`,
        );
      throw new CommandError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index: ${spec.name}, with another key`,
      );
    }
    const samePartial =
      JSON.stringify(other.partialFilterExpression ?? null) ===
      JSON.stringify(spec.partialFilterExpression ?? null);
    // Indexes that differ in these are different indexes, as since MongoDB 5.0.
    const sameKind =
      (other.unique ?? false) === (spec.unique ?? false) &&
      (other.sparse ?? false) === (spec.sparse ?? false);
    if (sameKey && samePartial && sameKind)
      throw new CommandError(
        'IndexOptionsConflict',
        `Index already exists with a different name: ${other.name}`,
      );
  }
  return false;
}

/** Within a write transaction. Either every key is written or, on an error, none is kept. */
export function createIndex(call: Invocation, collection: Collection, spec: IndexSpec): boolean {
  const { catalog, writer, env } = call.engine;
  if (exists(collection, spec)) return false;
  if (collection.indexes.length >= maxIndexes)
    throw bad(`add index fails, too many indexes for ${collection.namespace}`);
  const index = new Index(catalog.newId(), spec);
  try {
    for (const { recordId, document } of findAll(env, collection, {
      filter: { kind: 'and', filters: [] },
      sort: [],
    }))
      writer.addToIndex(collection, index, document, recordId);
  } catch (error) {
    writer.clearIndex(index);
    throw error;
  }
  collection.indexes = [...collection.indexes, index];
  catalog.save(collection);
  return true;
}

export const createIndexes: Command = {
  writes: true,
  run(call) {
    call.allow('indexes', 'commitQuorum', 'ignoreUnknownIndexOptions', 'v');
    const list = call.array('indexes');
    if (!list)
      throw new CommandError(40414, "BSON field 'createIndexes.indexes' is missing but a required field");
    if (list.length === 0) throw bad('Must specify at least one index to create', 'BadValue');
    const specs = list.map((each) => parseIndex(call, each));
    const { catalog } = call.engine;
    const createdCollectionAutomatically = !catalog.find(call.namespace);
    const collection = catalog.getOrCreate(call.namespace);
    const numIndexesBefore = collection.indexes.length;
    for (const spec of specs) createIndex(call, collection, spec);
    const numIndexesAfter = collection.indexes.length;
    return {
      numIndexesBefore,
      numIndexesAfter,
      createdCollectionAutomatically,
      ...(numIndexesAfter === numIndexesBefore ? { note: 'all indexes already exist' } : {}),
      commitQuorum: 'votingMembers',
    };
  },
};

export const listIndexes: Command = {
  run(call) {
    call.allow('cursor', 'includeBuildUUIDs', 'includeIndexBuildInfo');
    const collection = call.engine.catalog.find(call.namespace);
    if (!collection) throw new CommandError('NamespaceNotFound', `ns does not exist: ${call.namespace}`);
    const size = field(call.document('cursor') ?? toDocument({}), 'batchSize');
    const cursor = call.engine.cursors.create(
      call.namespace,
      sourceOf(collection.indexes.map(({ spec }) => toDocument(spec))),
    );
    return call.engine.cursors.reply(cursor, 'firstBatch', size ? toDouble(size) : firstBatchSize);
  },
};

export const dropIndexes: Command = {
  writes: true,
  run(call) {
    call.allow('index');
    const { catalog, writer } = call.engine;
    const collection = catalog.get(call.namespace);
    const wanted = call.args.get('index');
    const names = wanted?.isArray ? call.array('index')!.map(stringOf) : [];
    const nIndexesWas = collection.indexes.length;
    const drop = (test: (index: Index) => boolean, missing: string): void => {
      const found = collection.indexes.filter(test);
      if (found.length === 0) throw new CommandError('IndexNotFound', missing);
      for (const index of found) writer.clearIndex(index);
      collection.indexes = collection.indexes.filter((each) => !found.includes(each));
    };
    const byName = (name: string): void => {
      if (name === '_id_') throw new CommandError('InvalidOptions', 'cannot drop _id index');
      drop((index) => index.name === name, `index not found with name [${name}]`);
    };
    if (wanted?.type === Type.string && stringOf(wanted) === '*') {
      if (collection.indexes.length > 1) drop((index) => index.name !== '_id_', '');
    } else if (wanted?.isObject) {
      const shape = JSON.stringify(Object.entries(hintOf(wanted) as Record<string, number>));
      if (shape === '[["_id",1]]') throw new CommandError('InvalidOptions', 'cannot drop _id index');
      const hasShape = (index: Index): boolean => JSON.stringify(Object.entries(index.spec.key)) === shape;
      if (collection.indexes.filter(hasShape).length > 1)
        throw new CommandError(181, `several indexes have the key ${shape}: drop them by name`, {
          codeName: 'AmbiguousIndexKeyPattern',
        });
      drop(hasShape, `can't find index with key: ${shape}`);
    } else for (const name of wanted?.type === Type.string ? [stringOf(wanted)] : names) byName(name);
    catalog.save(collection);
    return { nIndexesWas };
  },
};
