/** Commands about collections and databases as a whole. */
import { deserialize } from 'bson';
import { sourceOf } from '../aggregate/source.ts';
import { entries, field, stringOf, Type } from '../bson/raw.ts';
import { toDocument } from '../bson/write.ts';
import { toDouble } from '../bson/decimal.ts';
import { firstBatchSize } from '../cursors.ts';
import { CommandError } from '../errors.ts';
import { compileFilter } from '../query/compile.ts';
import { type Collection, Index, uuidOf } from '../store/catalog.ts';
import type { Command, Invocation } from './invocation.ts';

const refusedOptions = [
  'capped',
  'timeseries',
  'viewOn',
  'pipeline',
  'clusteredIndex',
  'encryptedFields',
  'changeStreamPreAndPostImages',
  'expireAfterSeconds',
  'size',
  'max',
];

export const create: Command = {
  writes: true,
  run(call) {
    call.allow(
      ...refusedOptions,
      'validator',
      'validationLevel',
      'validationAction',
      'collation',
      'storageEngine',
      'indexOptionDefaults',
      'idIndex',
      'autoIndexId',
      'temp',
      'flags',
      'encryptedFields',
    );
    for (const name of refusedOptions) {
      const value = call.args.get(name);
      const off = value?.type === Type.bool && value.buf[value.start] === 0;
      if (value && !off && value.type !== Type.null)
        throw new CommandError(
          'CommandNotSupported',
          `create option ${name} is not supported by this engine`,
        );
    }
    call.refuseCollation();
    const existing = call.engine.catalog.find(call.namespace);
    const options: Record<string, unknown> = {};
    for (const name of ['validator', 'validationLevel', 'validationAction']) {
      const value = call.args.get(name);
      if (value)
        options[name] =
          name === 'validator'
            ? deserialize(call.document(name)!.bytes(), { promoteValues: false })
            : stringOf(value);
    }
    const validator = call.document('validator');
    if (validator) compileFilter(validator);
    if (existing) {
      if (JSON.stringify(existing.options) === JSON.stringify(options)) return {};
      throw new CommandError('NamespaceExists', `Collection ${call.namespace} already exists.`);
    }
    call.engine.catalog.create(call.namespace, options);
    return {};
  },
};

export function dropCollection(call: Invocation, collection: Collection): void {
  const { catalog, writer } = call.engine;
  for (const index of collection.indexes) writer.clearIndex(index);
  writer.clearRecords(collection);
  catalog.remove(collection);
}

export const drop: Command = {
  writes: true,
  run(call) {
    call.allow('collectionUUID');
    const collection = call.engine.catalog.find(call.namespace);
    if (!collection) return { ns: call.namespace };
    const nIndexesWas = collection.indexes.length;
    dropCollection(call, collection);
    return { nIndexesWas, ns: call.namespace };
  },
};

export const dropDatabase: Command = {
  writes: true,
  run(call) {
    call.allow();
    const all = call.engine.catalog.list(call.database);
    for (const collection of all) dropCollection(call, collection);
    return all.length > 0 ? { dropped: call.database } : {};
  },
};

export const renameCollection: Command = {
  writes: true,
  run(call) {
    call.allow('to', 'dropTarget', 'stayTemp');
    const from = call.string('renameCollection') ?? '';
    const to = call.string('to') ?? '';
    if (call.database !== 'admin')
      throw new CommandError('Unauthorized', 'renameCollection may only be run against the admin database.');
    const { catalog } = call.engine;
    const collection = catalog.find(from);
    if (!collection) throw new CommandError('NamespaceNotFound', `Source collection ${from} does not exist`);
    if (from === to) throw new CommandError('IllegalOperation', "Can't rename a collection to itself");
    const target = catalog.find(to);
    if (target && !call.boolean('dropTarget'))
      throw new CommandError('NamespaceExists', 'target namespace exists');
    if (target) dropCollection(call, target);
    catalog.rename(collection, to);
    return {};
  },
};

export const collMod: Command = {
  writes: true,
  run(call) {
    call.allow(
      'index',
      'validator',
      'validationLevel',
      'validationAction',
      'viewOn',
      'pipeline',
      'expireAfterSeconds',
      'changeStreamPreAndPostImages',
      'cappedSize',
      'cappedMax',
      'dryRun',
    );
    for (const name of [
      'viewOn',
      'pipeline',
      'expireAfterSeconds',
      'changeStreamPreAndPostImages',
      'cappedSize',
      'cappedMax',
      'dryRun',
    ]) {
      if (call.args.has(name))
        throw new CommandError(
          'CommandNotSupported',
          `collMod option ${name} is not supported by this engine`,
        );
    }
    const { catalog } = call.engine;
    const collection = catalog.get(call.namespace);
    for (const name of ['validator', 'validationLevel', 'validationAction']) {
      const value = call.args.get(name);
      if (value)
        collection.options[name] =
          name === 'validator'
            ? deserialize(call.document(name)!.bytes(), { promoteValues: false })
            : stringOf(value);
    }
    const change = call.document('index');
    const reply = change ? changeIndex(collection, change) : {};
    catalog.save(collection);
    return reply;
  },
};

function changeIndex(
  collection: Collection,
  change: NonNullable<ReturnType<Invocation['document']>>,
): Record<string, unknown> {
  const [name, pattern, expire, hidden] = ['name', 'keyPattern', 'expireAfterSeconds', 'hidden'].map((each) =>
    field(change, each),
  );
  const shape =
    pattern && JSON.stringify(entries(pattern).map(([path, direction]) => [path, toDouble(direction)]));
  const index = collection.indexes.find((each) =>
    name ? each.name === stringOf(name) : JSON.stringify(Object.entries(each.spec.key)) === shape,
  );
  if (!index) throw new CommandError('IndexNotFound', `cannot find index for ns ${collection.namespace}`);
  const reply: Record<string, unknown> = {};
  const spec = { ...index.spec };
  if (expire) {
    if (spec.expireAfterSeconds !== undefined) reply['expireAfterSeconds_old'] = spec.expireAfterSeconds;
    reply['expireAfterSeconds_new'] = spec.expireAfterSeconds = toDouble(expire);
  }
  if (hidden) {
    reply['hidden_old'] = spec.hidden ?? false;
    reply['hidden_new'] = spec.hidden = hidden.buf[hidden.start] === 1;
    if (!spec.hidden) delete spec.hidden;
  }
  const changed = new Index(index.id, spec, index.multikey, index.cut);
  collection.indexes = collection.indexes.map((each) => (each === index ? changed : each));
  return reply;
}

export const listCollections: Command = {
  run(call) {
    call.allow('filter', 'nameOnly', 'authorizedCollections', 'cursor');
    const nameOnly = call.boolean('nameOnly');
    const filter = call.document('filter');
    const matches = filter ? compileFilter(filter).matches : (): boolean => true;
    const documents = call.engine.catalog
      .list(call.database)
      .map((each) =>
        toDocument({
          name: each.name,
          type: 'collection',
          ...(nameOnly
            ? {}
            : {
                options: each.options,
                info: { readOnly: false, uuid: uuidOf(each) },
                idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
              }),
        }),
      )
      .filter(matches);
    const size = field(call.document('cursor') ?? toDocument({}), 'batchSize');
    const cursor = call.engine.cursors.create(`${call.database}.$cmd.listCollections`, sourceOf(documents));
    return call.engine.cursors.reply(cursor, 'firstBatch', size ? toDouble(size) : firstBatchSize);
  },
};
