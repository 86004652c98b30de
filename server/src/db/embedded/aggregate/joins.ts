/** `$lookup`, `$graphLookup` and `$unionWith`. */
import { valueKey } from '../bson/keys.ts';
import { toDouble } from '../bson/decimal.ts';
import { entries, field, items, type Raw, stringOf, Type } from '../bson/raw.ts';
import { replaceAt } from '../bson/replace-at.ts';
import { arrayOf, documentOf, rawLong, rawNull } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { compileExpression, valueAt, type Variables } from '../query/expression.ts';
import { parseFilter } from '../query/filter.ts';
import { findAll } from '../query/find.ts';
import type { Collection } from '../store/catalog.ts';
import { drain, mapped, type Source } from './source.ts';
import { type Stage, type StageContext, type StageEntry, stagesOf } from './stages.ts';

function text(spec: Raw, name: string): string | undefined {
  const value = field(spec, name);
  if (value && value.type !== Type.string)
    throw new CommandError('FailedToParse', `argument to $lookup must be a string, '${name}' is not`);
  return value && stringOf(value);
}

function collectionNamed(
  name: string | undefined,
  { catalog, database }: StageContext,
): Collection | undefined {
  return name === undefined ? undefined : catalog.find(`${database}.${name}`);
}

/** A filter that finds documents whose field equals a value, or one of an array's elements. */
function joinFilter(path: string, value: Raw): Raw {
  const values = value.isArray ? items(value) : [value];
  const plain = values.filter((each) => each.type !== Type.regex);
  return documentOf([[path, documentOf([['$in', arrayOf(plain)]])]]);
}

function matching(context: StageContext, from: Collection | undefined, filter: Raw): Raw[] {
  if (!from) return [];
  return findAll(context.env, from, { filter: parseFilter(filter), sort: [] }).map((row) => row.document);
}

export const lookup: Stage = (spec, context) => {
  if (!spec.isObject)
    throw new CommandError('FailedToParse', 'the $lookup stage specification must be an object');
  const [from, localField, foreignField, as] = ['from', 'localField', 'foreignField', 'as'].map((name) =>
    text(spec, name),
  );
  const pipeline = field(spec, 'pipeline');
  const allowed = new Set(['from', 'localField', 'foreignField', 'as', 'let', 'pipeline']);
  for (const [name] of entries(spec))
    if (!allowed.has(name)) throw new CommandError('FailedToParse', `unknown argument to $lookup: ${name}`);
  if (as === undefined) throw new CommandError('FailedToParse', "must specify 'as' field for a $lookup");
  if (from === undefined && !pipeline)
    throw new CommandError('FailedToParse', "missing 'from' option to $lookup stage specification");
  if (!pipeline && (localField === undefined || foreignField === undefined))
    throw new CommandError(
      'FailedToParse',
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    );
  const local = localField?.split('.');
  const target = as.split('.');
  const stages = pipeline && stagesOf(pipeline);
  const lets = entries(field(spec, 'let') ?? documentOf([])).map(
    ([name, value]) => [name, compileExpression(value)] as const,
  );
  const joined = (document: Raw): Raw[] => {
    const foreign = collectionNamed(from, context);
    const filter =
      local && foreignField !== undefined
        ? joinFilter(foreignField, valueAt(document, local, 0) ?? rawNull)
        : undefined;
    if (!stages) return matching(context, foreign, filter!);
    const variables = new Map<string, Raw | undefined>(context.variables);
    variables.delete('ROOT');
    for (const [name, part] of lets) variables.set(name, part(document, context.variables));
    return runJoined(context, foreign, from, filter, stages, variables);
  };
  return (input) => mapped(input, (document) => replaceAt(document, target, arrayOf(joined(document))));
};

function runJoined(
  context: StageContext,
  foreign: Collection | undefined,
  from: string | undefined,
  filter: Raw | undefined,
  stages: readonly StageEntry[],
  variables: Variables,
): Raw[] {
  const inner = { ...context, variables };
  if (from === undefined) return drain(context.pipelines.overDocuments(stages, inner));
  const all = filter ? [['$match', filter] as const, ...stages] : stages;
  return drain(context.pipelines.over(foreign, all, inner));
}

export const unionWith: Stage = (spec, context) => {
  const name = spec.type === Type.string ? stringOf(spec) : text(spec, 'coll');
  const pipeline = spec.isObject ? field(spec, 'pipeline') : undefined;
  if (name === undefined) throw new CommandError('FailedToParse', '$unionWith needs a collection');
  const stages = pipeline ? stagesOf(pipeline) : [];
  return (input): Source => {
    let second: Source | undefined;
    return {
      next: () => {
        const document = second ? undefined : input.next();
        if (document) return document;
        second ??= context.pipelines.over(collectionNamed(name, context), stages, context);
        return second.next();
      },
      suspend: () => {
        input.suspend();
        second?.suspend();
      },
    };
  };
};

export const graphLookup: Stage = (spec, context) => {
  const [from, connectFrom, connectTo, as, depthField] = [
    'from',
    'connectFromField',
    'connectToField',
    'as',
    'depthField',
  ].map((name) => text(spec, name));
  const start = field(spec, 'startWith');
  if (
    from === undefined ||
    connectFrom === undefined ||
    connectTo === undefined ||
    as === undefined ||
    !start
  ) {
    throw new CommandError(
      40105,
      '$graphLookup requires from, startWith, connectFromField, connectToField and as',
    );
  }
  const startWith = compileExpression(start);
  const maxDepth = field(spec, 'maxDepth');
  const deepest = maxDepth ? toDouble(maxDepth) : Infinity;
  const restrict = field(spec, 'restrictSearchWithMatch');
  const walk = (document: Raw): Raw[] => {
    const foreign = collectionNamed(from, context);
    const found = new Map<string, Raw>();
    let frontier: Raw[] = [startWith(document, context.variables) ?? rawNull];
    for (let depth = 0; depth <= deepest && frontier.length > 0; depth++) {
      const values = frontier.flatMap((each) => (each.isArray ? items(each) : [each]));
      const filter = joinFilter(connectTo, arrayOf(values));
      const next: Raw[] = [];
      for (const each of matching(
        context,
        foreign,
        restrict ? documentOf([['$and', arrayOf([filter, restrict])]]) : filter,
      )) {
        const key = valueKey(field(each, '_id') ?? rawNull);
        if (found.has(key)) continue;
        found.set(
          key,
          depthField === undefined ? each : replaceAt(each, depthField.split('.'), rawLong(BigInt(depth))),
        );
        const value = valueAt(each, connectFrom.split('.'), 0);
        if (value) next.push(value);
      }
      frontier = next;
    }
    return [...found.values()];
  };
  return (input) => mapped(input, (document) => replaceAt(document, as.split('.'), arrayOf(walk(document))));
};
