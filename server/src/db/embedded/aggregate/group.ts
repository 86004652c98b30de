/** `$group`, `$bucket`, `$sortByCount`. */
import { compareValues, valueKey } from '../bson/keys.ts';
import { entries, field, items, type Raw } from '../bson/raw.ts';
import { documentOf, rawInt, rawNull } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { compileExpression, type Expression, type Variables } from '../query/expression.ts';
import { compileAccumulator } from './accumulators.ts';
import { deferred } from './source.ts';
import type { Stage } from './stages.ts';

interface Group {
  id: Raw;
  documents: Raw[];
}

function collect(documents: Iterable<Raw>, id: (document: Raw) => Raw): Group[] {
  const groups = new Map<string, Group>();
  for (const document of documents) {
    const value = id(document);
    const key = valueKey(value);
    const group = groups.get(key);
    if (group) group.documents.push(document);
    else groups.set(key, { id: value, documents: [document] });
  }
  return [...groups.values()];
}

function accumulators(
  specs: readonly (readonly [string, Raw])[],
): (group: Group, variables: Variables) => Raw {
  const parts = specs.map(([name, spec]) => {
    if (name.includes('.')) throw new CommandError(40235, `The field name '${name}' cannot contain '.'`);
    return [name, compileAccumulator(spec, name)] as const;
  });
  return ({ id, documents }, variables) =>
    documentOf([['_id', id], ...parts.map(([name, part]) => [name, part(documents, variables)] as const)]);
}

export const group: Stage = (spec, { variables }) => {
  if (!spec.isObject) throw new CommandError(15947, "a group's fields must be specified in an object");
  const source = field(spec, '_id');
  if (!source) throw new CommandError(15955, 'a group specification must include an _id');
  const id = compileExpression(source);
  const finish = accumulators(entries(spec).filter(([name]) => name !== '_id'));
  return (input) =>
    deferred(input, (documents) =>
      collect(documents, (each) => id(each, variables) ?? rawNull).map((each) => finish(each, variables)),
    );
};

export const sortByCount: Stage = (spec, { variables }) => {
  const id: Expression = compileExpression(spec);
  return (input) =>
    deferred(input, (documents) =>
      collect(documents, (each) => id(each, variables) ?? rawNull)
        .toSorted((a, b) => b.documents.length - a.documents.length)
        .map((each) =>
          documentOf([
            ['_id', each.id],
            ['count', rawInt(each.documents.length)],
          ]),
        ),
    );
};

export const bucket: Stage = (spec, { variables }) => {
  const [by, boundaries, otherwise, output] = ['groupBy', 'boundaries', 'default', 'output'].map((name) =>
    field(spec, name),
  );
  if (!by || !boundaries?.isArray)
    throw new CommandError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  const limits = items(boundaries);
  if (limits.length < 2)
    throw new CommandError(40192, "The $bucket 'boundaries' field must have at least 2 values");
  for (let i = 1; i < limits.length; i++) {
    if (compareValues(limits[i - 1]!, limits[i]!) >= 0)
      throw new CommandError(40194, "The 'boundaries' option to $bucket must be sorted");
  }
  const value = compileExpression(by);
  const finish = accumulators(output ? entries(output) : [['count', documentOf([['$sum', rawInt(1)]])]]);
  const bucketOf = (document: Raw): Raw => {
    const key = value(document, variables) ?? rawNull;
    for (let i = 0; i < limits.length - 1; i++) {
      if (compareValues(key, limits[i]!) >= 0 && compareValues(key, limits[i + 1]!) < 0) return limits[i]!;
    }
    if (!otherwise)
      throw new CommandError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    return otherwise;
  };
  return (input) =>
    deferred(input, (documents) =>
      collect(documents, bucketOf)
        .toSorted((a, b) => compareValues(a.id, b.id))
        .map((each) => finish(each, variables)),
    );
};
