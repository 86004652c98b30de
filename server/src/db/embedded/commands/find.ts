/** find, getMore, killCursors, count, distinct. */
import { Long } from 'bson';
import { sourceOf, type Source } from '../aggregate/source.ts';
import { longOf } from '../bson/decimal.ts';
import { typeName } from '../bson/format.ts';
import { compareValues, valueKey } from '../bson/keys.ts';
import { entries, type Raw, Type } from '../bson/raw.ts';
import { arrayOf, documentOf, emptyDocument, rawDouble } from '../bson/write.ts';
import { firstBatchSize } from '../cursors.ts';
import { CommandError } from '../errors.ts';
import { visitDistinct } from '../query/path.ts';
import { type Filter, parseFilter } from '../query/filter.ts';
import { documentsOf, find, type Found, type FindRequest } from '../query/find.ts';
import { matchedPosition } from '../query/position.ts';
import { compileProjection } from '../query/projection.ts';
import { compileSort } from '../query/sort.ts';
import { countEntries } from '../query/count.ts';
import { checkReadConcern, withDeadline } from './read-concern.ts';
import type { Command, Invocation } from './invocation.ts';

const findArguments = [
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'let',
  'collation',
  'allowDiskUse',
  'noCursorTimeout',
  'allowPartialResults',
  'tailable',
  'awaitData',
  'oplogReplay',
  'max',
  'min',
  'returnKey',
  'showRecordId',
];

export function findRequest(call: Invocation): { request: FindRequest; filter: Filter } {
  call.allow(...findArguments);
  call.refuseCollation();
  if (call.boolean('tailable') || call.boolean('awaitData')) {
    throw new CommandError(
      'BadValue',
      'error processing query: tailable cursor requested on non capped collection',
    );
  }
  for (const name of ['returnKey', 'showRecordId']) {
    if (call.boolean(name))
      throw new CommandError('CommandNotSupported', `${name} is not supported by this engine`);
  }
  const filter = parseFilter(call.document('filter') ?? emptyDocument);
  const limit = call.natural('limit');
  const hint = call.hint();
  const request: FindRequest = {
    filter,
    sort: compileSort(call.document('sort') ?? emptyDocument),
    skip: call.natural('skip') ?? 0,
    ...(limit ? { limit } : {}),
    ...(hint === undefined ? {} : { hint }),
    min: nonEmpty(call.document('min')),
    max: nonEmpty(call.document('max')),
    variables: call.variables(),
  };
  return { request, filter };
}

function nonEmpty(document: Raw | undefined): Raw | undefined {
  return document && entries(document).length > 0 ? document : undefined;
}

/** The documents that a find command asks for. */
export function openFind(call: Invocation): { source: Source; found?: Found } {
  const { request, filter } = findRequest(call);
  const projection = call.document('projection');
  const apply =
    projection && entries(projection).length > 0
      ? compileProjection(projection, {
          forFind: true,
          position: (document, path) => matchedPosition(filter, document, path.split('.')),
        })
      : undefined;
  const collection = call.engine.catalog.find(call.namespace);
  if (!collection) return { source: sourceOf([]) };
  const found = find(call.engine.env, collection, request);
  const rows = withDeadline(documentsOf(found), call.integer('maxTimeMS'));
  const source: Source = apply
    ? {
        next: () => {
          const document = rows.next();
          return document && apply(document, request.variables);
        },
        suspend: () => rows.suspend(),
      }
    : rows;
  return { source, found };
}

export const findCommand: Command = {
  run(call) {
    checkReadConcern(call);
    const { source } = openFind(call);
    const cursor = call.engine.cursors.create(call.namespace, source);
    const size = call.natural('batchSize') ?? firstBatchSize;
    return call.engine.cursors.reply(cursor, 'firstBatch', size, call.boolean('singleBatch'));
  },
};

export const getMore: Command = {
  run(call) {
    call.allow('collection', 'batchSize', 'term', 'lastKnownCommittedOpTime');
    const id = call.args.get('getMore');
    if (id?.type !== Type.long)
      throw new CommandError(
        'TypeMismatch',
        `BSON field 'getMore.getMore' is the wrong type '${id ? typeName(id.type) : 'missing'}', expected type 'long'`,
      );
    const cursor = call.engine.cursors.get(longOf(id), `${call.database}.${call.string('collection') ?? ''}`);
    return call.engine.cursors.reply(cursor, 'nextBatch', call.natural('batchSize') || Infinity);
  },
};

export const killCursors: Command = {
  run(call) {
    call.allow('cursors');
    const killed: Long[] = [];
    const missing: Long[] = [];
    for (const each of call.array('cursors') ?? []) {
      const id = longOf(each);
      (call.engine.cursors.kill(id) ? killed : missing).push(Long.fromBigInt(id));
    }
    return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [] };
  },
};

export const count: Command = {
  run(call) {
    call.allow('query', 'limit', 'skip', 'hint', 'collation', 'fields');
    call.refuseCollation();
    checkReadConcern(call);
    const collection = call.engine.catalog.find(call.namespace);
    const filter = parseFilter(call.document('query') ?? emptyDocument);
    const limit = call.integer('limit');
    const hint = call.hint();
    const skip = call.natural('skip');
    if (!collection) return { n: 0 };
    return {
      n: countEntries(call.engine.env, collection, {
        filter,
        sort: [],
        ...(skip ? { skip } : {}),
        ...(limit ? { limit: Math.abs(limit) } : {}),
        ...(hint === undefined ? {} : { hint }),
      }),
    };
  },
};

export const distinct: Command = {
  run(call) {
    call.allow('key', 'query', 'collation', 'hint');
    call.refuseCollation();
    checkReadConcern(call);
    const key = call.string('key');
    if (key === undefined)
      throw new CommandError(40414, "BSON field 'distinct.key' is missing but a required field");
    const filter = parseFilter(call.document('query') ?? emptyDocument);
    const collection = call.engine.catalog.find(call.namespace);
    const values = new Map<string, Raw>();
    const parts = key.split('.');
    if (collection) {
      const found = find(call.engine.env, collection, { filter, sort: [] });
      for (let row = found.next(); row; row = found.next()) {
        visitDistinct(row.document, parts, (value) => {
          const known = valueKey(value);
          if (!values.has(known)) values.set(known, value);
        });
      }
      found.suspend();
    }
    const reply = documentOf([
      ['values', arrayOf([...values.values()].sort(compareValues))],
      ['ok', rawDouble(1)],
    ]).bytes();
    return reply;
  },
};
