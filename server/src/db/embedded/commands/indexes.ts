/** createIndexes, listIndexes, dropIndexes. */
import { deserialize } from 'bson';
import { sourceOf } from '../aggregate/source.ts';
import { entries, field, isNumber, type Raw, stringOf, Type } from '../bson/raw.ts';
import { toDouble } from '../bson/decimal.ts';
import { toDocument } from '../bson/write.ts';
import { firstBatchSize } from '../cursors.ts';
import { CommandError } from '../errors.ts';
import { compileFilter } from '../query/compile.ts';
import { conjuncts } from '../query/filter.ts';
import { findAll } from '../query/find.ts';
import { type Collection, Index, type IndexSpec } from '../store/catalog.ts';
import { hintOf, type Command, type Invocation } from './invocation.ts';

const maxIndexes = 64;
const options = new Set([
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'background',
  'expireAfterSeconds',
  'partialFilterExpression',
  'hidden',
  'ns',
  'collation',
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'bucketSize',
  'wildcardProjection',
  'storageEngine',
  'prepareUnique',
  'clustered',
  'dropDups',
]);

function bad(
  message: string,
  code:
    | 'CannotCreateIndex'
    | 'InvalidIndexSpecificationOption'
    | 'FailedToParse'
    | 'TypeMismatch'
    | 'BadValue' = 'CannotCreateIndex',
): CommandError {
  return new CommandError(code, message);
}

function flag(spec: Raw, name: string): boolean {
  const value = field(spec, name);
  return (
    value !== undefined && (value.type === Type.bool ? value.buf[value.start] === 1 : toDouble(value) !== 0)
  );
}

function keyOf(spec: Raw): Record<string, number> {
  const key = field(spec, 'key');
  if (!key?.isObject)
    throw bad("The 'key' field is a required property of an index specification", 'FailedToParse');
  const fields = entries(key);
  if (fields.length === 0) throw bad('Index keys cannot be an empty object');
  if (fields.length > 32) throw bad('Index key pattern has too many fields: the limit is 32');
  return Object.fromEntries(
    fields.map(([path, direction]) => {
      if (direction.type === Type.string)
        throw new CommandError(
          'CannotCreateIndex',
          `index type '${stringOf(direction)}' is not supported by this engine`,
        );
      const number = isNumber(direction.type) ? toDouble(direction) : NaN;
      if (Number.isNaN(number) || number === 0)
        throw bad(
          `Values in v:2 index key pattern cannot be of type ${direction.type}. Only numbers > 0, numbers < 0, and strings are allowed.`,
        );
      if (path === '' || path.split('.').includes('')) throw bad('Index keys cannot contain an empty field.');
      if (path.includes('$**'))
        throw new CommandError('CommandNotSupported', 'wildcard indexes are not supported by this engine');
      if (path.startsWith('$') || path.split('.').some((part) => part.startsWith('$')))
        throw bad(`Index key contains an illegal field name: field name starts with '$'.`);
      return [path, number];
    }),
  );
}

export function parseIndex(call: Invocation, spec: Raw): IndexSpec {
  for (const [name] of entries(spec)) {
    if (!options.has(name))
      throw bad(
        `The field '${name}' is not valid for an index specification. Specification: ${name}`,
        'InvalidIndexSpecificationOption',
      );
    if (['weights', 'wildcardProjection', 'clustered', 'prepareUnique'].includes(name))
      throw new CommandError('CommandNotSupported', `index option ${name} is not supported by this engine`);
  }
  call.refuseCollation(field(spec, 'collation'));
  const key = keyOf(spec);
  const nameValue = field(spec, 'name');
  if (nameValue?.type !== Type.string)
    throw bad("The 'name' field is a required property of an index specification", 'FailedToParse');
  const name = stringOf(nameValue);
  if (name === '' || name === '*')
    throw bad(`Index name cannot be '${name}'`, name === '' ? 'CannotCreateIndex' : 'BadValue');
  const expire = field(spec, 'expireAfterSeconds');
  if (expire) checkExpiry(expire, key);
  const partial = field(spec, 'partialFilterExpression');
  if (partial) checkPartial(partial, spec);
  const isId = Object.keys(key).join() === '_id';
  return {
    v: 2,
    key,
    name: isId ? '_id_' : name,
    ...(flag(spec, 'unique') && !isId ? { unique: true } : {}),
    ...(flag(spec, 'sparse') ? { sparse: true } : {}),
    ...(flag(spec, 'hidden') ? { hidden: true } : {}),
    ...(expire ? { expireAfterSeconds: toDouble(expire) } : {}),
    ...(partial ? { partialFilterExpression: deserialize(partial.bytes(), { promoteValues: false }) } : {}),
  };
}

function checkExpiry(value: Raw, key: Record<string, number>): void {
  if (!isNumber(value.type)) throw bad(`TTL index 'expireAfterSeconds' option must be numeric`);
  const seconds = toDouble(value);
  if (seconds < 0 || seconds > 0x7fffffff)
    throw bad(
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different number than ${seconds}`,
    );
  if (Object.keys(key).length > 1)
    throw bad('TTL indexes are single-field indexes, compound indexes do not support TTL.');
  if (Object.keys(key)[0] === '_id')
    throw new CommandError(
      'InvalidIndexSpecificationOption',
      "The field 'expireAfterSeconds' is not valid for an _id index specification.",
    );
}

const partialOperators = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$type', '$exists', '$in']);

function checkPartial(filter: Raw, spec: Raw): void {
  if (!filter.isObject)
    throw bad("'partialFilterExpression' for an index must be a document", 'TypeMismatch');
  if (flag(spec, 'sparse')) throw bad('cannot mix "partialFilterExpression" and "sparse" options');
  const check = (each: ReturnType<typeof conjuncts>[number]): void => {
    if (each.kind === 'or' || each.kind === 'and') return each.filters.forEach(check);
    const wrong =
      each.kind !== 'leaf' ||
      !partialOperators.has(each.operator) ||
      (each.operator === '$exists' &&
        !(each.value.type === Type.bool ? each.value.buf[each.value.start] === 1 : toDouble(each.value)));
    if (wrong)
      throw bad(
        `Expression not supported in partial index: ${each.kind === 'leaf' ? `${each.path} ${each.operator}` : `$${each.kind}`}`,
      );
  };
  conjuncts(compileFilter(filter).filter).forEach(check);
}

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
    if (sameKey && samePartial)
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
      drop(
        (index) => JSON.stringify(Object.entries(index.spec.key)) === shape,
        `can't find index with key: ${shape}`,
      );
    } else for (const name of wanted?.type === Type.string ? [stringOf(wanted)] : names) byName(name);
    catalog.save(collection);
    return { nIndexesWas };
  },
};
