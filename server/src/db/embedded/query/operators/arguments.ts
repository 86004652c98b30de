/** Arguments of expression operators. */
import { entries, items, type Raw } from '../../bson/raw.ts';
import { CommandError } from '../../errors.ts';
import { compileExpression, type Expression, type Variables } from '../expression.ts';
import type { CompileOperator } from './index.ts';

/** A list of expressions; one that is not in an array stands alone. */
export function compileArguments(argument: Raw): Expression[] {
  return argument.isArray ? items(argument).map(compileExpression) : [compileExpression(argument)];
}

/** An operator with a fixed number of arguments, computed from their values. */
export function withArguments(
  count: number | [number, number],
  compute: (values: (Raw | undefined)[], name: string) => Raw | undefined,
): CompileOperator {
  return (argument, name) => {
    const parts = compileArguments(argument);
    const [least, most] = typeof count === 'number' ? [count, count] : count;
    if (parts.length < least || parts.length > most) {
      const wanted =
        least === most ? `exactly ${least} arguments` : `at least ${least} arguments, and at most ${most}`;
      throw new CommandError(16020, `Expression ${name} takes ${wanted}. ${parts.length} were passed in.`);
    }
    return (document, variables) =>
      compute(
        parts.map((part) => part(document, variables)),
        name,
      );
  };
}

/** Named arguments, each an expression. Throws for unknown and missing names. */
export function namedArguments(
  argument: Raw,
  operator: string,
  required: string[],
  optional: string[] = [],
): Map<string, Raw> {
  if (!argument.isObject)
    throw new CommandError(28646, `${operator} only supports an object as its argument`);
  const named = new Map(entries(argument));
  for (const name of named.keys()) {
    if (!required.includes(name) && !optional.includes(name))
      throw new CommandError(28647, `Unrecognized parameter to ${operator}: ${name}`);
  }
  for (const name of required)
    if (!named.has(name)) throw new CommandError(28648, `Missing '${name}' parameter to ${operator}`);
  return named;
}

export function withVariables(
  variables: Variables,
  added: readonly (readonly [string, Raw | undefined])[],
  root: Raw,
): Variables {
  const scope = new Map(variables);
  if (!scope.has('ROOT')) scope.set('ROOT', root);
  for (const [name, value] of added) scope.set(name, value);
  return scope;
}
