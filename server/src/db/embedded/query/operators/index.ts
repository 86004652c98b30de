/** Finds the compiler of an expression operator. */
import type { Raw } from '../../bson/raw.ts';
import { CommandError } from '../../errors.ts';
import type { Expression } from '../expression.ts';
import { arithmeticOperators } from './arithmetic.ts';
import { arrayOperators } from './arrays.ts';
import { logicOperators } from './logic.ts';
import { mingoOperator } from './mingo.ts';
import { objectOperators } from './objects.ts';
import { reductionOperators } from './reductions.ts';
import { roundingOperators } from './rounding.ts';
import { stringOperators } from './strings.ts';
import { typeOperators } from './types.ts';

/** Compiles an operator's argument. Throws what MongoDB throws for a malformed one. */
export type CompileOperator = (argument: Raw, name: string) => Expression;

const tables = [
  logicOperators,
  arithmeticOperators,
  roundingOperators,
  arrayOperators,
  objectOperators,
  reductionOperators,
  stringOperators,
  typeOperators,
];
const refused = new Set([
  '$function',
  '$accumulator',
  '$meta',
  '$where',
  '$encStrContains',
  '$toHashedIndexKey',
]);

export function findOperator(name: string): CompileOperator {
  if (refused.has(name))
    throw new CommandError('CommandNotSupported', `${name} is not supported by this engine`);
  const own = tables.find((table) => Object.hasOwn(table, name))?.[name];
  const found = own ?? mingoOperator(name);
  if (!found)
    throw new CommandError(168, `Unrecognized expression '${name}'`, { codeName: 'InvalidPipelineOperator' });
  return found;
}
