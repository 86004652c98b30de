/** update, delete and findAndModify. */
import { deserialize } from 'bson';
import { toDouble } from '../bson/decimal.ts';
import { entries, field, isNumber, Raw, Type } from '../bson/raw.ts';
import { documentOf, emptyDocument, rawBool, rawInt, rawNull } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { letVariables, type Variables } from '../query/expression.ts';
import { parseFilter } from '../query/filter.ts';
import { findAll, type FindRequest } from '../query/find.ts';
import { matchedPosition } from '../query/position.ts';
import { compileProjection } from '../query/projection.ts';
import { compileSort } from '../query/sort.ts';
import type { Collection } from '../store/catalog.ts';
import { compileUpdate, insertByUpsert, type Upserted } from '../update/statement.ts';
import { checkDocument } from './validation.ts';
import { hintOf, type Command, type Invocation } from './invocation.ts';
import { batchOf, checkSize, runStatements } from './write-result.ts';

function requestOf(
  call: Invocation,
  statement: Raw,
  names: { filter: string; sort?: Raw | undefined },
  variables: Variables,
  limit: number | undefined,
): FindRequest {
  call.refuseCollation(field(statement, 'collation'));
  const filter = field(statement, names.filter) ?? emptyDocument;
  if (!filter.isObject)
    throw new CommandError('TypeMismatch', `BSON field '${call.name}.${names.filter}' must be an object`);
  const hint = hintOf(field(statement, 'hint'));
  return {
    filter: parseFilter(filter),
    sort: compileSort(names.sort ?? emptyDocument),
    variables,
    ...(limit === undefined ? {} : { limit }),
    ...(hint === undefined ? {} : { hint }),
  };
}

function flag(statement: Raw, name: string): boolean {
  const value = field(statement, name);
  return value?.type === Type.bool
    ? value.buf[value.start] === 1
    : value !== undefined && isNumber(value.type) && toDouble(value) !== 0;
}

function knownFields(call: Invocation, statement: Raw, list: string, names: readonly string[]): void {
  for (const [name] of entries(statement)) {
    if (!names.includes(name))
      throw new CommandError(40415, `BSON field '${call.name}.${list}.${name}' is an unknown field.`);
  }
}

interface Updated {
  matched: number;
  modified: number;
  upserted?: Upserted;
  before?: Raw;
  after?: Raw;
}

interface Statement {
  request: FindRequest;
  filter: Raw;
  update: Raw;
  arrayFilters: Raw | undefined;
  multi: boolean;
  upsert: boolean;
  bypass: boolean;
  variables: Variables;
}

function applyStatement(call: Invocation, statement: Statement): Updated {
  const { catalog, writer, env } = call.engine;
  const { request, multi, variables, bypass } = statement;
  const update = compileUpdate(statement.update, statement.arrayFilters, multi, variables);
  const collection = statement.upsert ? catalog.getOrCreate(call.namespace) : catalog.find(call.namespace);
  const result: Updated = { matched: 0, modified: 0 };
  for (const { recordId, document } of collection ? findAll(env, collection, request) : []) {
    const after = update(document, {
      inserting: false,
      documentId: field(document, '_id'),
      position: (parts) => matchedPosition(request.filter, document, parts),
    });
    result.matched += 1;
    Object.assign(result, { before: document, after });
    if (after.bytes().equals(document.bytes())) continue;
    checkSize(after);
    if (!bypass) checkDocument(collection!, after);
    writer.replace(collection!, recordId, document, after);
    result.modified += 1;
  }
  if (result.matched === 0 && statement.upsert) {
    const upserted = insertByUpsert(statement.filter, statement.update, update);
    checkSize(upserted.document);
    if (!bypass) checkDocument(collection!, upserted.document);
    writer.insert(collection!, upserted.document);
    Object.assign(result, { upserted, after: upserted.document });
  }
  return result;
}

export const update: Command = {
  writes: true,
  run(call) {
    call.allow('updates', 'ordered', 'bypassDocumentValidation', 'let', 'collectionUUID');
    const list = batchOf(call, 'updates');
    const variables = call.variables();
    let n = 0;
    let nModified = 0;
    const upserted: { index: number; _id: unknown }[] = [];
    const writeErrors = runStatements(call, list, (each, index) => {
      knownFields(call, each, 'updates', [
        'q',
        'u',
        'c',
        'multi',
        'upsert',
        'arrayFilters',
        'collation',
        'hint',
        'sort',
        'upsertSupplied',
      ]);
      const multi = flag(each, 'multi');
      const sort = field(each, 'sort');
      if (multi && sort) throw new CommandError('FailedToParse', 'Cannot specify sort with multi=true');
      const constants = field(each, 'c');
      const done = applyStatement(call, {
        request: requestOf(call, each, { filter: 'q', sort }, variables, multi ? undefined : 1),
        filter: field(each, 'q') ?? emptyDocument,
        update: required(each, 'u'),
        arrayFilters: field(each, 'arrayFilters'),
        multi,
        upsert: flag(each, 'upsert'),
        bypass: call.boolean('bypassDocumentValidation'),
        variables: constants ? new Map([...variables, ...letVariables(constants)]) : variables,
      });
      n += done.upserted ? 1 : done.matched;
      nModified += done.modified;
      if (done.upserted) upserted.push({ index, _id: plain(done.upserted.id) });
    });
    return {
      n,
      nModified,
      ...(upserted.length > 0 ? { upserted } : {}),
      ...(writeErrors.length > 0 ? { writeErrors } : {}),
    };
  },
};

function required(statement: Raw, name: string): Raw {
  const value = field(statement, name);
  if (!value)
    throw new CommandError(40414, `BSON field 'update.updates.${name}' is missing but a required field`);
  return value;
}

/** A value for a reply, with its type kept. */
function plain(value: Raw): unknown {
  return deserialize(documentOf([['v', value]]).bytes(), { promoteValues: false })['v'] as unknown;
}

/** How many a delete may remove: 1, or 0 for all. */
function limitOf(statement: Raw): number {
  const limit = field(statement, 'limit');
  if (!limit)
    throw new CommandError(40414, "BSON field 'delete.deletes.limit' is missing but a required field");
  const most = toDouble(limit);
  if (most !== 0 && most !== 1)
    throw new CommandError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${most}`);
  return most;
}

export const deleteCommand: Command = {
  writes: true,
  run(call) {
    call.allow('deletes', 'ordered', 'let', 'collectionUUID', 'bypassDocumentValidation');
    const list = batchOf(call, 'deletes');
    list.forEach(limitOf);
    const variables = call.variables();
    const collection = call.engine.catalog.find(call.namespace);
    let n = 0;
    const writeErrors = runStatements(call, list, (each) => {
      knownFields(call, each, 'deletes', ['q', 'limit', 'collation', 'hint']);
      const most = limitOf(each);
      const request = requestOf(call, each, { filter: 'q' }, variables, most === 1 ? 1 : undefined);
      n += collection ? removeAll(call, collection, request) : 0;
    });
    return { n, ...(writeErrors.length > 0 ? { writeErrors } : {}) };
  },
};

function removeAll(call: Invocation, collection: Collection, request: FindRequest): number {
  const rows = findAll(call.engine.env, collection, request);
  for (const { recordId, document } of rows) call.engine.writer.remove(collection, recordId, document);
  return rows.length;
}

export const findAndModify: Command = {
  writes: true,
  run(call) {
    call.allow(
      'query',
      'sort',
      'remove',
      'update',
      'new',
      'fields',
      'upsert',
      'bypassDocumentValidation',
      'collation',
      'arrayFilters',
      'hint',
      'let',
      'collectionUUID',
    );
    const remove = call.boolean('remove');
    const source = call.args.get('update');
    const [wantsNew, upsert] = [call.boolean('new'), call.boolean('upsert')];
    if (remove && source)
      throw new CommandError('FailedToParse', 'Cannot specify both an update and remove=true');
    if (remove && wantsNew)
      throw new CommandError(
        'FailedToParse',
        "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
      );
    if (remove && upsert)
      throw new CommandError('FailedToParse', 'Cannot specify both upsert=true and remove=true');
    if (!remove && !source)
      throw new CommandError('FailedToParse', 'Either an update or remove=true must be specified');
    const variables = call.variables();
    const request = requestOf(
      call,
      call.body,
      { filter: 'query', sort: call.document('sort') },
      variables,
      1,
    );
    const fields = call.document('fields');
    const projection =
      fields && entries(fields).length > 0
        ? compileProjection(fields, {
            forFind: true,
            position: (document, path) => matchedPosition(request.filter, document, path.split('.')),
          })
        : undefined;
    const shown = (document: Raw | undefined): Raw =>
      document ? (projection ? projection(document, variables) : document) : rawNull;
    if (remove) {
      const collection = call.engine.catalog.find(call.namespace);
      const row = collection && findAll(call.engine.env, collection, request)[0];
      if (row) call.engine.writer.remove(collection, row.recordId, row.document);
      return answer([['n', rawInt(row ? 1 : 0)]], shown(row?.document));
    }
    const done = applyStatement(call, {
      request,
      filter: call.document('query') ?? emptyDocument,
      update: source!,
      arrayFilters: call.args.get('arrayFilters'),
      multi: false,
      upsert,
      bypass: call.boolean('bypassDocumentValidation'),
      variables,
    });
    const last: [string, Raw][] = [
      ['n', rawInt(done.upserted ? 1 : done.matched)],
      ['updatedExisting', rawBool(done.matched > 0)],
    ];
    if (done.upserted) last.push(['upserted', done.upserted.id]);
    return answer(last, shown(wantsNew ? done.after : done.before));
  },
};

function answer(last: [string, Raw][], value: Raw): Buffer {
  return documentOf([
    ['lastErrorObject', documentOf(last)],
    ['value', value],
    ['ok', new Raw(Type.double, one, 0, 8)],
  ]).bytes();
}

const one = Buffer.from([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
