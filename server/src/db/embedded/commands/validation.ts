/** Validators of collections. */
import { entries, field, type Raw } from '../bson/raw.ts';
import { toDocument } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { compileFilter, type Test } from '../query/compile.ts';
import type { Collection } from '../store/catalog.ts';

const compiled = new WeakMap<object, Test>();

/** Throws DocumentValidationFailure (121). */
export function checkDocument(collection: Collection, document: Raw): void {
  const validator = collection.options['validator'];
  if (!validator || typeof validator !== 'object') return;
  if (collection.options['validationAction'] === 'warn' || collection.options['validationLevel'] === 'off')
    return;
  let test = compiled.get(validator);
  if (!test) {
    test = compileFilter(toDocument(validator)).matches;
    compiled.set(validator, test);
  }
  if (test(document)) return;
  const id = field(document, '_id');
  throw new CommandError(121, 'Document failed validation', {
    codeName: 'DocumentValidationFailure',
    errInfo: {
      ...(id ? { failingDocumentId: id } : {}),
      details: {
        operatorName: entries(toDocument(validator))[0]?.[0] ?? '',
        reason: 'the document does not match the validator',
      },
    },
  });
}
