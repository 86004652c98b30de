/** Compiles a pipeline; its first filter, sort and limit go to the planner. */
import { Aggregator, Context } from 'mingo';
import * as accumulatorOperators from 'mingo/operators/accumulator';
import * as expressionOperators from 'mingo/operators/expression';
import * as pipelineOperators from 'mingo/operators/pipeline';
import * as projectionOperators from 'mingo/operators/projection';
import * as queryOperators from 'mingo/operators/query';
import * as windowOperators from 'mingo/operators/window';
import { deserialize } from 'bson';
import { entries, items, type Raw } from '../bson/raw.ts';
import { arrayOf, documentOf, emptyDocument, toDocument } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { parseFilter } from '../query/filter.ts';
import { documentsOf, find, type Found } from '../query/find.ts';
import { compileSort } from '../query/sort.ts';
import type { Collection } from '../store/catalog.ts';
import { bucket, group, sortByCount } from './group.ts';
import { graphLookup, lookup, unionWith } from './joins.ts';
import { redact } from './redact.ts';
import { deferred, drain, type Source, sourceOf } from './source.ts';
import {
  addFields,
  count,
  limit,
  limitOf,
  match,
  project,
  replaceRoot,
  replaceWith,
  sample,
  skip,
  sort,
  type Stage,
  type StageContext,
  type StageEntry,
  stagesOf,
  type Pipelines,
  unset,
  unwind,
} from './stages.ts';

const facet: Stage = (spec, context) => {
  const parts = entries(spec).map(([name, pipeline]) => {
    const stages = stagesOf(pipeline);
    for (const [stage] of stages)
      if (['$out', '$merge', '$facet', '$geoNear', '$indexStats'].includes(stage))
        throw new CommandError(40600, `${stage} is not allowed to be used within a $facet stage`);
    return [name, compileStages(stages, context)] as const;
  });
  if (parts.length === 0)
    throw new CommandError(40169, 'the $facet specification must be a non-empty object');
  return (input) =>
    deferred(input, (documents) => [
      documentOf(parts.map(([name, run]) => [name, arrayOf(drain(run(sourceOf(documents))))])),
    ]);
};

const stages: Record<string, Stage> = {
  $match: match,
  $limit: limit,
  $skip: skip,
  $sort: sort,
  $project: project,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $redact: redact,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceWith,
  $count: count,
  $sample: sample,
  $unwind: unwind,
  $group: group,
  $sortByCount: sortByCount,
  $bucket: bucket,
  $facet: facet,
  $lookup: lookup,
  $graphLookup: graphLookup,
  $unionWith: unionWith,
};

/** Stages that are mingo's, run on decoded documents. */
const fromMingo = new Set(['$bucketAuto', '$densify', '$fill', '$setWindowFields']);

const context = Context.init({
  accumulator: accumulatorOperators as never,
  expression: expressionOperators as never,
  pipeline: pipelineOperators as never,
  projection: projectionOperators as never,
  query: queryOperators as never,
  window: windowOperators as never,
});

/** mingo's window functions are built on its `$function`, which must therefore be on; nobody else may use it. */
function refuseScripts(value: Raw): void {
  for (const [name, each] of entries(value)) {
    if (['$function', '$accumulator', '$where'].includes(name))
      throw new CommandError('CommandNotSupported', `${name} is not supported by this engine`);
    if (each.isObject || each.isArray) refuseScripts(each);
  }
}

function mingoStage(name: string): Stage {
  return (spec) => (input) =>
    deferred(input, (documents) => {
      refuseScripts(documentOf([['v', spec]]));
      const decoded = documents.map((each) => deserialize(each.bytes()));
      const stage = { [name]: deserialize(documentOf([['v', spec]]).bytes())['v'] as unknown };
      try {
        return new Aggregator([stage], { context, scriptEnabled: true } as never)
          .run(decoded)
          .map((each) => toDocument(each as object));
      } catch (error) {
        throw new CommandError('BadValue', `${name}: ${(error as Error).message}`);
      }
    });
}

export function compileStages(
  list: readonly StageEntry[],
  stageContext: StageContext,
): (input: Source) => Source {
  const parts = list.map(([name, spec]) => {
    const stage = stages[name] ?? (fromMingo.has(name) ? mingoStage(name) : undefined);
    if (!stage) throw unknownStage(name);
    return stage(spec, stageContext);
  });
  return (input) => parts.reduce((source, part) => part(source), input);
}

const known = new Set([
  '$changeStream',
  '$changeStreamSplitLargeEvent',
  '$collStats',
  '$currentOp',
  '$geoNear',
  '$indexStats',
  '$listSessions',
  '$listLocalSessions',
  '$planCacheStats',
  '$search',
  '$searchMeta',
  '$vectorSearch',
  '$out',
  '$merge',
  '$documents',
  '$listSearchIndexes',
  '$rankFusion',
  '$scoreFusion',
  '$score',
]);

function unknownStage(name: string): CommandError {
  if (['$out', '$merge'].includes(name))
    return new CommandError(40601, `${name} can only be the final stage in the pipeline`);
  if (name === '$changeStream')
    return new CommandError(
      40573,
      'The $changeStream stage is only supported on replica sets: this engine has no change streams',
    );
  if (name === '$documents')
    return new CommandError(40602, '$documents is only valid as the first stage in a pipeline');
  if (known.has(name))
    return new CommandError('CommandNotSupported', `${name} is not supported by this engine`);
  return new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`);
}

export interface Opened {
  source: Source;
  found?: Found;
}

/** Opens a pipeline over a collection; one that does not exist is empty. */
export function openPipeline(
  collection: Collection | undefined,
  list: readonly StageEntry[],
  stageContext: StageContext,
  hint?: string | Record<string, number>,
): Opened {
  if (list[0]?.[0] === '$documents')
    throw new CommandError('InvalidNamespace', '$documents is only valid on a database');
  const { filter, order, most, rest } = leading(list);
  const run = compileStages(rest, stageContext);
  if (!collection) return { source: run(sourceOf([])) };
  const found = find(stageContext.env, collection, {
    filter: parseFilter(filter ?? emptyDocument),
    sort: order ? compileSort(order) : [],
    ...(most === undefined ? {} : { limit: most }),
    ...(hint === undefined ? {} : { hint }),
    variables: stageContext.variables,
  });
  return { source: run(documentsOf(found)), found };
}

/** Takes `$match`, `$sort` and `$limit` off the front of a pipeline. */
function leading(list: readonly StageEntry[]): {
  filter?: Raw;
  order?: Raw;
  most?: number;
  rest: StageEntry[];
} {
  const rest = [...list];
  const filters: Raw[] = [];
  while (rest[0]?.[0] === '$match' && rest[0][1].isObject) filters.push(rest.shift()![1]);
  const order =
    rest[0]?.[0] === '$sort' && rest[0][1].isObject && entries(rest[0][1]).length > 0
      ? rest.shift()![1]
      : undefined;
  const most = rest[0]?.[0] === '$limit' ? limitOf(rest.shift()![1]) : undefined;
  const filter = filters.length > 1 ? documentOf([['$and', arrayOf(filters)]]) : filters[0];
  return {
    ...(filter ? { filter } : {}),
    ...(order ? { order } : {}),
    ...(most === undefined ? {} : { most }),
    rest,
  };
}

/** `$documents` at the head of a pipeline over a database. */
export function openDocuments(list: readonly StageEntry[], stageContext: StageContext): Source {
  const [first, ...rest] = list;
  if (first?.[0] !== '$documents' || !first[1].isArray)
    throw new CommandError(
      'InvalidNamespace',
      '{aggregate: 1} is not valid for this pipeline: it needs a collection, or $documents as its first stage',
    );
  return compileStages(rest, stageContext)(sourceOf(items(first[1])));
}

export const pipelines: Pipelines = {
  over: (collection, list, stageContext) => openPipeline(collection, list, stageContext).source,
  overDocuments: openDocuments,
};
