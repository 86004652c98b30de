/** Object operators. */
import { typeName } from '../../bson/format.ts';
import { entries, field, items, type Raw, stringOf, Type } from '../../bson/raw.ts';
import { arrayOf, documentOf, rawNull, rawString } from '../../bson/write.ts';
import { CommandError } from '../../errors.ts';
import { compileExpression, type Expression, isNullish } from '../expression.ts';
import { compileArguments, namedArguments, withArguments } from './arguments.ts';
import type { CompileOperator } from './index.ts';

export function mergeObjects(values: readonly (Raw | undefined)[]): Raw {
  const merged = new Map<string, Raw>();
  for (const value of values) {
    if (isNullish(value)) continue;
    if (!(value as Raw).isObject)
      throw new CommandError(
        40400,
        `$mergeObjects requires object inputs, but input is of type ${typeName((value as Raw).type)}`,
      );
    for (const [name, each] of entries(value as Raw)) merged.set(name, each);
  }
  return documentOf(merged);
}

function toPairs([value]: (Raw | undefined)[]): Raw {
  if (isNullish(value)) return rawNull;
  const object = value as Raw;
  if (!object.isObject)
    throw new CommandError(
      40390,
      `$objectToArray requires a document input, found: ${typeName(object.type)}`,
    );
  return arrayOf(
    entries(object).map(([name, each]) =>
      documentOf([
        ['k', rawString(name)],
        ['v', each],
      ]),
    ),
  );
}

function fromPairs([value]: (Raw | undefined)[]): Raw {
  if (isNullish(value)) return rawNull;
  const array = value as Raw;
  if (!array.isArray)
    throw new CommandError(40386, `$arrayToObject requires an array input, found: ${typeName(array.type)}`);
  const merged = new Map<string, Raw>();
  for (const pair of items(array)) {
    const [name, each] = pair.isArray ? items(pair) : [field(pair, 'k'), field(pair, 'v')];
    if (name?.type !== Type.string || !each)
      throw new CommandError(
        40392,
        "$arrayToObject requires an array of objects with keys 'k' and 'v' or of pairs",
      );
    merged.set(stringOf(name), each);
  }
  return documentOf(merged);
}

function getField(argument: Raw): Expression {
  const named =
    argument.isObject && field(argument, 'field')
      ? namedArguments(argument, '$getField', ['field'], ['input'])
      : new Map([['field', argument]]);
  const name = compileExpression(named.get('field')!);
  const input = named.get('input') && compileExpression(named.get('input')!);
  return (document, variables) => {
    const key = name(document, variables);
    if (key?.type !== Type.string)
      throw new CommandError(3041704, '$getField requires field to evaluate to type String');
    const value = input ? input(document, variables) : document;
    return value?.isObject ? field(value, stringOf(key)) : isNullish(value) ? value : undefined;
  };
}

function setField(argument: Raw, name: string): Expression {
  const named = namedArguments(
    argument,
    name,
    name === '$setField' ? ['field', 'input', 'value'] : ['field', 'input'],
  );
  const [key, input] = ['field', 'input'].map((each) => compileExpression(named.get(each)!)) as [
    Expression,
    Expression,
  ];
  const value = named.get('value') ? compileExpression(named.get('value')!) : () => undefined;
  return (document, variables) => {
    const target = input(document, variables);
    if (isNullish(target)) return rawNull;
    const text = key(document, variables);
    if (text?.type !== Type.string)
      throw new CommandError(4161106, `${name} requires 'field' to evaluate to type String`);
    const fields = new Map(entries(target));
    const next = value(document, variables);
    if (next) fields.set(stringOf(text), next);
    else fields.delete(stringOf(text));
    return documentOf(fields);
  };
}

export const objectOperators: Record<string, CompileOperator> = {
  $mergeObjects: (argument) => {
    const parts = compileArguments(argument);
    return (document, variables) => mergeObjects(parts.map((part) => part(document, variables)));
  },
  $objectToArray: withArguments(1, toPairs),
  $arrayToObject: withArguments(1, fromPairs),
  $getField: getField,
  $setField: setField,
  $unsetField: setField,
};
