/** Sizes and counts of databases, collections and indexes. */
import { toDocument } from '../bson/write.ts';
import { compileFilter } from '../query/compile.ts';
import type { Collection, Index } from '../store/catalog.ts';
import { countRecords, prefixOf } from '../store/records.ts';
import type { Command, Invocation } from './invocation.ts';

interface Size {
  count: number;
  bytes: number;
}

function sizeOf(call: Invocation, collection: Collection): Size {
  let bytes = 0;
  for (const { value } of call.engine.env.records.getRange({
    start: prefixOf(collection.id),
    end: prefixOf(collection.id + 1),
  }))
    bytes += value.length;
  return { count: countRecords(call.engine.env, collection.id), bytes };
}

function indexBytes(call: Invocation, index: Index): number {
  let bytes = 0;
  for (const key of call.engine.env.index.getKeys({ start: prefixOf(index.id), end: prefixOf(index.id + 1) }))
    bytes += key.length;
  return bytes;
}

export const listDatabases: Command = {
  run(call) {
    call.allow('nameOnly', 'filter', 'authorizedDatabases');
    const nameOnly = call.boolean('nameOnly');
    const filter = call.document('filter');
    const matches = filter ? compileFilter(filter).matches : (): boolean => true;
    const names = [...new Set(call.engine.catalog.list().map((each) => each.database))].sort();
    const databases = names
      .map((name) => {
        const sizeOnDisk = nameOnly
          ? 0
          : call.engine.catalog.list(name).reduce((total, each) => total + sizeOf(call, each).bytes, 0);
        return nameOnly ? { name } : { name, sizeOnDisk, empty: false };
      })
      .filter((each) => matches(toDocument(each)));
    return {
      databases,
      ...(nameOnly
        ? {}
        : {
            totalSize: databases.reduce(
              (total, each) => total + (each as { sizeOnDisk: number }).sizeOnDisk,
              0,
            ),
          }),
    };
  },
};

export const collStats: Command = {
  run(call) {
    call.allow('scale', 'freeStorage');
    const scale = call.integer('scale') ?? 1;
    const collection = call.engine.catalog.find(call.namespace);
    const { count, bytes } = collection ? sizeOf(call, collection) : { count: 0, bytes: 0 };
    const sizes = Object.fromEntries(
      (collection?.indexes ?? []).map((index) => [index.name, Math.floor(indexBytes(call, index) / scale)]),
    );
    const totalIndexSize = Object.values(sizes).reduce((total, each) => total + each, 0);
    return {
      ns: call.namespace,
      count,
      size: Math.floor(bytes / scale),
      ...(count > 0 ? { avgObjSize: Math.floor(bytes / count) } : {}),
      storageSize: Math.floor(bytes / scale),
      capped: false,
      nindexes: collection?.indexes.length ?? 0,
      totalIndexSize,
      totalSize: Math.floor(bytes / scale) + totalIndexSize,
      indexSizes: sizes,
      scaleFactor: scale,
    };
  },
};

export const dbStats: Command = {
  run(call) {
    call.allow('scale', 'freeStorage');
    const scale = call.integer('scale') ?? 1;
    const all = call.engine.catalog.list(call.database);
    const sizes = all.map((each) => sizeOf(call, each));
    const objects = sizes.reduce((total, each) => total + each.count, 0);
    const dataSize = sizes.reduce((total, each) => total + each.bytes, 0) / scale;
    const indexSize =
      all
        .flatMap((each) => each.indexes.map((index) => indexBytes(call, index)))
        .reduce((total, each) => total + each, 0) / scale;
    return {
      db: call.database,
      collections: all.length,
      views: 0,
      objects,
      avgObjSize: objects > 0 ? (dataSize * scale) / objects : 0,
      dataSize,
      storageSize: dataSize,
      indexes: all.reduce((total, each) => total + each.indexes.length, 0),
      indexSize,
      totalSize: dataSize + indexSize,
      scaleFactor: scale,
    };
  },
};

export const validate: Command = {
  run(call) {
    call.allow('full', 'repair', 'metadata', 'checkBSONConformance', 'background');
    const collection = call.engine.catalog.get(call.namespace);
    const { env } = call.engine;
    const keysPerIndex = Object.fromEntries(
      collection.indexes.map((index) => [
        index.name,
        env.index.getKeysCount({ start: prefixOf(index.id), end: prefixOf(index.id + 1) }),
      ]),
    );
    return {
      ns: call.namespace,
      valid: true,
      nrecords: countRecords(env, collection.id),
      nIndexes: collection.indexes.length,
      keysPerIndex,
      warnings: [],
      errors: [],
    };
  },
};
