/** What insert, update and delete answer with, and the limits of a batch. */
import type { Raw } from '../bson/raw.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from './invocation.ts';

/** Statements that one command may carry. */
export const maxBatch = 100_000;
/** Bytes of a stored document. */
export const maxDocumentBytes = 16 * 1024 * 1024;

export function batchOf(call: Invocation, name: string): Raw[] {
  const list = call.array(name);
  if (!list)
    throw new CommandError(40414, `BSON field '${call.name}.${name}' is missing but a required field`, {
      codeName: 'IDLFailedToParse',
    });
  if (list.length === 0 || list.length > maxBatch) {
    throw new CommandError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${maxBatch}. Got ${list.length} operations.`,
    );
  }
  return list;
}

/** Runs the statements, stopping at the first error when ordered. */
export function runStatements(
  call: Invocation,
  list: readonly Raw[],
  run: (statement: Raw, index: number) => void,
): Record<string, unknown>[] {
  const ordered = call.args.get('ordered') === undefined || call.boolean('ordered');
  const errors: Record<string, unknown>[] = [];
  for (let index = 0; index < list.length; index++) {
    try {
      run(list[index]!, index);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      errors.push({ index, code: error.code, ...error.fields, errmsg: error.message });
      if (ordered) break;
    }
  }
  return errors;
}

export function checkSize(document: Raw): void {
  const size = document.end - document.start;
  if (size > maxDocumentBytes) {
    throw new CommandError(
      'BSONObjectTooLarge',
      `BSONObj size: ${size} (0x${size.toString(16).toUpperCase()}) is invalid. Size must be between 0 and ${maxDocumentBytes}`,
    );
  }
}
