/** explain: the plan in MongoDB's words, and what running it cost. */
import { drain } from '../aggregate/source.ts';
import { stagesOf } from '../aggregate/stages.ts';
import { field, items, type Raw, stringOf } from '../bson/raw.ts';
import { emptyDocument } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { describeInterval } from '../query/bounds.ts';
import { parseFilter } from '../query/filter.ts';
import { find, type Found, type FindRequest } from '../query/find.ts';
import type { IndexPlan } from '../query/index-plan.ts';
import type { Plan } from '../query/planner.ts';
import { compileSort } from '../query/sort.ts';
import { openAggregate } from './aggregate.ts';
import { findRequest } from './find.ts';
import { hintOf, type Command, type Invocation } from './invocation.ts';

function indexStage({ index, reverse, bounds }: IndexPlan, keysExamined?: number): Record<string, unknown> {
  return {
    stage: 'IXSCAN',
    keyPattern: index.spec.key,
    indexName: index.name,
    isMultiKey: index.isMultikey,
    isUnique: index.unique,
    isSparse: index.sparse,
    isPartial: index.partial !== undefined,
    direction: reverse ? 'backward' : 'forward',
    indexBounds: Object.fromEntries(
      Object.entries(bounds).map(([path, intervals]) => [path, intervals.map(describeInterval)]),
    ),
    ...(keysExamined === undefined ? {} : { keysExamined }),
  };
}

function scanStage(plan: Plan, found: Found, run: boolean): Record<string, unknown> {
  const { counters } = found;
  if (plan.kind === 'collection') {
    return {
      stage: 'COLLSCAN',
      direction: plan.reverse ? 'backward' : 'forward',
      ...(run ? { docsExamined: counters.docsExamined } : {}),
    };
  }
  const keys = run ? counters.keysExamined : undefined;
  const input =
    plan.kind === 'index'
      ? { inputStage: indexStage(plan, keys) }
      : { inputStage: { stage: 'OR', inputStages: plan.branches.map((each) => indexStage(each)) } };
  return {
    stage: 'FETCH',
    ...(found.residual.length > 0 ? { filter: { residual: found.residual.length } } : {}),
    ...(run ? { docsExamined: counters.docsExamined } : {}),
    ...input,
  };
}

/** The stages from the last to the first, as MongoDB nests them. */
function planStages(
  found: Found,
  request: FindRequest,
  run: boolean,
  projected: boolean,
): Record<string, unknown> {
  let stage = scanStage(found.plan, found, run);
  if (!found.plan.sorted)
    stage = {
      stage: 'SORT',
      sortPattern: Object.fromEntries(request.sort.map((each) => [each.path, each.descending ? -1 : 1])),
      inputStage: stage,
    };
  if (request.skip) stage = { stage: 'SKIP', skipAmount: request.skip, inputStage: stage };
  if (request.limit !== undefined) stage = { stage: 'LIMIT', limitAmount: request.limit, inputStage: stage };
  if (projected) stage = { stage: 'PROJECTION_DEFAULT', inputStage: stage };
  return run ? { ...stage, nReturned: found.counters.returned } : stage;
}

interface Explained {
  found: Found | undefined;
  request: FindRequest;
  projected: boolean;
  wrap?: (stage: Record<string, unknown>) => Record<string, unknown>;
}

function filterRequest(filter: Raw | undefined, extra: Partial<FindRequest> = {}): FindRequest {
  return { filter: parseFilter(filter ?? emptyDocument), sort: [], ...extra };
}

const explainable = new Set([
  'find',
  'count',
  'distinct',
  'findAndModify',
  'findandmodify',
  'update',
  'delete',
  'aggregate',
]);

function target(call: Invocation, run: boolean): Explained {
  if (!explainable.has(call.name))
    throw new CommandError('CommandNotFound', `Explain failed due to unknown command: ${call.name}`);
  const { env, catalog } = call.engine;
  const collection = catalog.find(call.namespace);
  const open = (request: FindRequest, projected = false, wrap?: Explained['wrap']): Explained => {
    const found = collection && find(env, collection, request);
    if (found && run) drain({ next: () => found.next()?.document, suspend: () => found.suspend() });
    return { found, request, projected, ...(wrap ? { wrap } : {}) };
  };
  const statement = (name: string): Raw => {
    const [first] = call.array(name) ?? [];
    if (!first) throw new CommandError('FailedToParse', `explain of ${call.name} needs one statement`);
    return first;
  };
  const hinted = (hint: ReturnType<typeof hintOf>): Partial<FindRequest> =>
    hint === undefined ? {} : { hint };
  switch (call.name) {
    case 'find':
      return open(findRequest(call).request, call.document('projection') !== undefined);
    case 'count':
      return open(filterRequest(call.document('query'), hinted(call.hint())), false, (inputStage) => ({
        stage: 'COUNT',
        inputStage,
      }));
    case 'distinct':
      return open(filterRequest(call.document('query')));
    case 'findAndModify':
    case 'findandmodify':
      return open(
        filterRequest(call.document('query'), {
          sort: compileSort(call.document('sort') ?? emptyDocument),
          limit: 1,
        }),
      );
    case 'update': {
      const each = statement('updates');
      return open(
        filterRequest(field(each, 'q'), hinted(hintOf(field(each, 'hint')))),
        false,
        (inputStage) => ({ stage: 'UPDATE', inputStage }),
      );
    }
    case 'delete': {
      const each = statement('deletes');
      return open(
        filterRequest(field(each, 'q'), hinted(hintOf(field(each, 'hint')))),
        false,
        (inputStage) => ({ stage: 'DELETE', inputStage }),
      );
    }
    case 'aggregate': {
      const { source, found } = openAggregate(call, stagesOf(call.args.get('pipeline')!));
      if (run) drain(source);
      return { found, request: filterRequest(undefined, { sort: leadingSort(call) }), projected: false };
    }
    default:
      throw new CommandError('CommandNotFound', `Explain failed due to unknown command: ${call.name}`);
  }
}

function leadingSort(call: Invocation): FindRequest['sort'] {
  const sort = items(call.args.get('pipeline')!)
    .map((stage) => field(stage, '$sort'))
    .find(Boolean);
  return sort ? compileSort(sort) : [];
}

export const explain: Command = {
  run(call) {
    const inner = call.document('explain');
    if (!inner) throw new CommandError('FailedToParse', 'explain needs a command');
    const level = call.args.get('verbosity');
    return explainCommand(call.within(inner), level ? stringOf(level) : 'allPlansExecution');
  },
};

export function explainCommand(call: Invocation, verbosity: string): Record<string, unknown> {
  if (!['queryPlanner', 'executionStats', 'allPlansExecution'].includes(verbosity))
    throw new CommandError(
      'BadValue',
      "verbosity string must be one of {'queryPlanner', 'executionStats', 'allPlansExecution'}",
    );
  const run = verbosity !== 'queryPlanner';
  const started = performance.now();
  const { found, request, projected, wrap = (stage) => stage } = target(call, run);
  const shape = (withStats: boolean): Record<string, unknown> =>
    wrap(
      found
        ? planStages(found, request, withStats, projected)
        : { stage: 'EOF', ...(withStats ? { nReturned: 0 } : {}) },
    );
  return {
    explainVersion: '1',
    queryPlanner: {
      namespace: call.namespace,
      indexFilterSet: false,
      winningPlan: shape(false),
      rejectedPlans: [],
    },
    ...(run
      ? {
          executionStats: {
            executionSuccess: true,
            nReturned: found?.counters.returned ?? 0,
            executionTimeMillis: Math.round(performance.now() - started),
            totalKeysExamined: found?.counters.keysExamined ?? 0,
            totalDocsExamined: found?.counters.docsExamined ?? 0,
            executionStages: shape(true),
          },
        }
      : {}),
    serverInfo: { host: call.engine.address.me, version: '7.0.0' },
  };
}
