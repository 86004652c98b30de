/** Comparison, logic and choice. Missing values compare below null. */
import { compareValues } from '../../bson/keys.ts';
import { entries, field, items, type Raw } from '../../bson/raw.ts';
import { rawBool, rawInt } from '../../bson/write.ts';
import { CommandError } from '../../errors.ts';
import { compileExpression, type Expression, isNullish, isTruthy } from '../expression.ts';
import { compileArguments, namedArguments, withArguments, withVariables } from './arguments.ts';
import type { CompileOperator } from './index.ts';

export function compareMaybe(a: Raw | undefined, b: Raw | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  return compareValues(a, b);
}

function comparison(accept: (order: number) => boolean): CompileOperator {
  return withArguments(2, ([a, b]) => rawBool(accept(compareMaybe(a, b))));
}

function cond(argument: Raw): Expression {
  let parts: Raw[];
  if (argument.isArray) {
    parts = items(argument);
    if (parts.length !== 3)
      throw new CommandError(
        16020,
        `Expression $cond takes exactly 3 arguments. ${parts.length} were passed in.`,
      );
  } else {
    const named = argument.isObject ? new Map(entries(argument)) : new Map<string, Raw>();
    for (const name of named.keys())
      if (!['if', 'then', 'else'].includes(name))
        throw new CommandError(17083, `Unrecognized parameter to $cond: ${name}`);
    parts = ['if', 'then', 'else'].map((name, i) => {
      const part = named.get(name);
      if (!part) throw new CommandError(17080 + i, `Missing '${name}' parameter to $cond`);
      return part;
    });
  }
  const [test, yes, no] = parts.map(compileExpression) as [Expression, Expression, Expression];
  return (document, variables) => (isTruthy(test(document, variables)) ? yes : no)(document, variables);
}

function choose(argument: Raw): Expression {
  const branches = argument.isObject ? field(argument, 'branches') : undefined;
  if (!branches?.isArray) throw new CommandError(40061, "$switch expected an array for 'branches'");
  const list = items(branches).map((branch) => {
    const test = field(branch, 'case');
    const then = field(branch, 'then');
    if (!test || !then)
      throw new CommandError(40067, "$switch requires each branch have a 'case' and a 'then' expression");
    return [compileExpression(test), compileExpression(then)] as const;
  });
  if (list.length === 0) throw new CommandError(40068, '$switch requires at least one branch.');
  const source = field(argument, 'default');
  const otherwise = source && compileExpression(source);
  return (document, variables) => {
    for (const [test, then] of list)
      if (isTruthy(test(document, variables))) return then(document, variables);
    if (!otherwise)
      throw new CommandError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    return otherwise(document, variables);
  };
}

export const logicOperators: Record<string, CompileOperator> = {
  $literal: (argument) => () => argument,
  $const: (argument) => () => argument,
  $expr: (argument) => compileExpression(argument),
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: withArguments(2, ([a, b]) => rawInt(Math.sign(compareMaybe(a, b)))),
  $not: withArguments(1, ([value]) => rawBool(!isTruthy(value))),
  $and: (argument) => {
    const parts = compileArguments(argument);
    return (document, variables) => rawBool(parts.every((part) => isTruthy(part(document, variables))));
  },
  $or: (argument) => {
    const parts = compileArguments(argument);
    return (document, variables) => rawBool(parts.some((part) => isTruthy(part(document, variables))));
  },
  $cond: cond,
  $switch: choose,
  $ifNull: (argument) => {
    const parts = compileArguments(argument);
    if (parts.length < 2)
      throw new CommandError(1257300, `$ifNull needs at least two arguments, had: ${parts.length}`);
    return (document, variables) => {
      let value: Raw | undefined;
      for (const part of parts) {
        value = part(document, variables);
        if (!isNullish(value)) return value;
      }
      return value;
    };
  },
  $let: (argument) => {
    const named = namedArguments(argument, '$let', ['vars', 'in']);
    const vars = entries(named.get('vars')!).map(
      ([name, value]) => [name, compileExpression(value)] as const,
    );
    const body = compileExpression(named.get('in')!);
    return (document, variables) => {
      const values = vars.map(([name, part]) => [name, part(document, variables)] as const);
      return body(document, withVariables(variables, values, document));
    };
  },
};
