import { ObjectId } from 'bson';
import { field, fieldNames, Raw, Type } from '../bson/raw.ts';
import { typeName } from '../bson/format.ts';
import { withIdFirst } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { checkDocument } from './validation.ts';
import { batchOf, checkSize, runStatements } from './write-result.ts';
import type { Command } from './invocation.ts';

export function newId(): Raw {
  return new Raw(Type.objectId, Buffer.from(new ObjectId().id), 0, 12);
}

/** Throws InvalidIdField (53) for an `_id` that cannot be one. */
export function checkIdValue(document: Raw): void {
  const id = field(document, '_id');
  if (id?.isObject && fieldNames(id).some((name) => name.startsWith('$'))) {
    throw new CommandError('DollarPrefixedFieldName', "_id fields may not contain '$'-prefixed fields");
  }
  if (id && (id.isArray || id.type === Type.regex || id.type === Type.undefined)) {
    throw new CommandError('InvalidIdField', `The '_id' value cannot be of type ${typeName(id.type)}`);
  }
}

export const insert: Command = {
  writes: true,
  run(call) {
    call.allow('documents', 'ordered', 'bypassDocumentValidation', 'collectionUUID');
    const list = batchOf(call, 'documents');
    const { catalog, writer } = call.engine;
    const collection = catalog.getOrCreate(call.namespace);
    const bypass = call.boolean('bypassDocumentValidation');
    let n = 0;
    const writeErrors = runStatements(call, list, (statement) => {
      if (!statement.isObject) throw new CommandError('TypeMismatch', 'documents must be objects');
      checkIdValue(statement);
      const document = withIdFirst(statement, newId);
      checkSize(document);
      if (!bypass) checkDocument(collection, document);
      writer.insert(collection, document);
      n += 1;
    });
    return { n, ...(writeErrors.length > 0 ? { writeErrors } : {}) };
  },
};
