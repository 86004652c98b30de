/** aggregate and explain. `$out` and `$merge` write; every other pipeline only reads. */
import { openDocuments, openPipeline, type Opened, pipelines } from '../aggregate/pipeline.ts';
import { type StageEntry, stagesOf } from '../aggregate/stages.ts';
import { drain, sourceOf } from '../aggregate/source.ts';
import { toDouble } from '../bson/decimal.ts';
import { field, isNumber, type Raw } from '../bson/raw.ts';
import { writeMerge, writeOut } from '../aggregate/output.ts';
import { firstBatchSize } from '../cursors.ts';
import { CommandError } from '../errors.ts';
import type { Command, Invocation } from './invocation.ts';
import { checkReadConcern, withDeadline } from './read-concern.ts';

const allowed = [
  'pipeline',
  'cursor',
  'explain',
  'allowDiskUse',
  'bypassDocumentValidation',
  'collation',
  'hint',
  'let',
  'collectionUUID',
  'isMapReduceCommand',
];

function pipelineOf(call: Invocation): StageEntry[] {
  call.allow(...allowed);
  call.refuseCollation();
  const pipeline = call.args.get('pipeline');
  if (!pipeline)
    throw new CommandError(40414, "BSON field 'aggregate.pipeline' is missing but a required field");
  return stagesOf(pipeline);
}

function overDatabase(call: Invocation): boolean {
  const target = call.args.get('aggregate');
  return target !== undefined && isNumber(target.type) && toDouble(target) === 1;
}

export function openAggregate(call: Invocation, list: readonly StageEntry[]): Opened {
  const { env, catalog } = call.engine;
  const context = { pipelines, env, catalog, database: call.database, variables: call.variables() };
  if (overDatabase(call)) return { source: openDocuments(list, context) };
  return openPipeline(catalog.find(call.namespace), list, context, call.hint());
}

export const aggregate: Command = {
  run(call) {
    const list = pipelineOf(call);
    const cursor = call.document('cursor');
    if (!cursor && !call.boolean('explain'))
      throw new CommandError(
        'FailedToParse',
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    checkReadConcern(call);
    const namespace = overDatabase(call) ? `${call.database}.$cmd.aggregate` : call.namespace;
    const last = list.at(-1);
    const opened =
      last && ['$out', '$merge'].includes(last[0])
        ? { source: written(call, list.slice(0, -1), last) }
        : openAggregate(call, list);
    const size = cursor && field(cursor, 'batchSize');
    const open = call.engine.cursors.create(
      namespace,
      withDeadline(opened.source, call.integer('maxTimeMS')),
    );
    return call.engine.cursors.reply(open, 'firstBatch', size ? toDouble(size) : firstBatchSize);
  },
};

/** Runs within a write transaction: see `isWritingPipeline`. */
function written(
  call: Invocation,
  list: readonly StageEntry[],
  [name, spec]: StageEntry,
): ReturnType<typeof sourceOf> {
  const documents = drain(openAggregate(call, list).source);
  if (name === '$out') writeOut(call.engine, call.database, spec, documents);
  else writeMerge(call.engine, call.database, spec, documents, call.variables());
  return sourceOf([]);
}

/** Whether an aggregate command ends in a stage that writes. */
export function isWritingPipeline(pipeline: Raw | undefined): boolean {
  if (!pipeline?.isArray) return false;
  const last = stagesOf(pipeline).at(-1);
  return last !== undefined && (last[0] === '$out' || last[0] === '$merge');
}
