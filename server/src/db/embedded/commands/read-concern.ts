/** Read concerns on one durable node, and the time limit of a command. */
import { field, stringOf, Type } from '../bson/raw.ts';
import type { Source } from '../aggregate/source.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from './invocation.ts';

/**
 * Readers see only what is on disk, so that local, majority and linearizable are one. Snapshot reads are
 * refused: a cursor here reads the present at each batch.
 */
export function checkReadConcern(call: Invocation): void {
  const concern = call.args.get('readConcern');
  const level = concern?.isObject ? field(concern, 'level') : undefined;
  if (!level) return;
  const name = level.type === Type.string ? stringOf(level) : '';
  if (name === 'snapshot') {
    throw new CommandError('InvalidOptions', 'readConcern level snapshot is not supported by this engine');
  }
  if (!['local', 'available', 'majority', 'linearizable'].includes(name)) {
    throw new CommandError(
      'BadValue',
      `Enumeration value '${name}' for field 'readConcern.level' is not a valid value.`,
    );
  }
}

/** Throws MaxTimeMSExpired (50) from `next` once the time is over. */
export function withDeadline(source: Source, ms: number | undefined): Source {
  if (!ms) return source;
  const deadline = performance.now() + ms;
  return {
    next: () => {
      if (performance.now() > deadline)
        throw new CommandError('MaxTimeMSExpired', 'operation exceeded time limit');
      return source.next();
    },
    suspend: () => source.suspend(),
  };
}
