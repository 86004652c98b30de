/**
 * Chooses how to find documents: which index, which ranges of its keys, whether its order serves the
 * sort. The choice is by rule, not by trial: more equality fields first, then a served sort, then an
 * index of only some documents, then a range, then a shorter index.
 */
import { KeyWriter } from '../bson/keys.ts';
import { entries, type Raw } from '../bson/raw.ts';
import { CommandError } from '../errors.ts';
import type { Collection, Index } from '../store/catalog.ts';
import { boundsOf, isPoint, successor } from './bounds.ts';
import { conjuncts, type Filter, type Leaf } from './filter.ts';
import { hintedIndex } from './hint.ts';
import { approach, type IndexPlan, isSorted, knownBounds, orderServed, score, toPlan } from './index-plan.ts';
import { impliesPartial, requiresPresence } from './implication.ts';
import { maxKeyBytes, prefixOf } from '../store/records.ts';
import type { SortField } from './sort.ts';

export interface CollectionPlan {
  kind: 'collection';
  reverse: boolean;
  sorted: boolean;
}

export interface UnionPlan {
  kind: 'union';
  branches: IndexPlan[];
  sorted: false;
}

export type Plan = IndexPlan | CollectionPlan | UnionPlan;

export interface PlanRequest {
  filter: Filter;
  sort: readonly SortField[];
  /** An index name, a key pattern, or `$natural`. */
  hint?: string | Record<string, number>;
  /** Bounds of the hinted index's keys, the lower one inclusive, the upper one exclusive. */
  min?: Raw | undefined;
  max?: Raw | undefined;
}

export function plan(collection: Collection, request: PlanRequest): Plan {
  const { filter, sort, hint } = request;
  if (hint !== undefined) {
    if (typeof hint === 'object' && '$natural' in hint)
      return { kind: 'collection', reverse: hint['$natural'] === -1, sorted: sort.length === 0 };
    const index = hintedIndex(collection, hint);
    if (request.min || request.max) return planBetween(index, request);
    return toPlan(approach(index, knownBounds(conjuncts(filter)), sort, true)!);
  }
  if (request.min || request.max)
    throw new CommandError(51173, 'When using min()/max() a hint of which index to use must be provided');
  if (sort.length === 1 && sort[0]!.path === '$natural')
    return { kind: 'collection', reverse: sort[0]!.descending, sorted: true };
  const all = conjuncts(filter);
  for (const index of collection.indexes) {
    const point = planPoint(index, all);
    if (point) return point;
  }
  const known = knownBounds(all);
  const candidates = collection.indexes.flatMap((index) =>
    usable(index, all) ? (approach(index, known, sort, false) ?? []) : [],
  );
  const best = candidates.sort((a, b) => score(b) - score(a))[0];
  if (best) return toPlan(best);
  const union = all.flatMap((each) =>
    each.kind === 'or' ? (planUnion(collection, each.filters) ?? []) : [],
  )[0];
  if (union) return union;
  const bySort =
    sort.length === 0
      ? undefined
      : collection.indexes
          .map((index) => approach(index, known, sort, true))
          .find((each) => each && isSorted(each) && usable(each.index, all));
  return bySort ? toPlan(bySort) : { kind: 'collection', reverse: false, sorted: sort.length === 0 };
}

function planBetween(index: Index, { min, max, sort }: PlanRequest): IndexPlan {
  const bound = (document: Raw | undefined): Buffer | undefined => {
    if (!document) return undefined;
    const values = entries(document);
    if (values.length !== index.fields.length || values.some(([path], i) => path !== index.fields[i]!.path)) {
      throw new CommandError(51174, 'The index chosen is not compatible with min/max');
    }
    writer.reset();
    writer.uint32(index.id);
    values.forEach(([, value], i) => writer.component(value, index.fields[i]!.descending));
    return writer.copy();
  };
  const range = { start: bound(min) ?? prefixOf(index.id), end: bound(max) ?? prefixOf(index.id + 1) };
  const direction = orderServed(index, 0, sort);
  return {
    kind: 'index',
    index,
    ranges: range.start.compare(range.end) < 0 ? [range] : [],
    reverse: direction === 'reverse',
    sorted: sort.length === 0 || direction !== undefined,
    exact: new Set(),
    bounds: {},
  };
}

function usable(index: Index, filters: readonly Filter[]): boolean {
  if (index.spec.hidden) return false;
  if (index.partial && !impliesPartial(filters, index.partial.filter)) return false;
  return !index.sparse || requiresPresence(filters, index.fields);
}

function planUnion(collection: Collection, filters: readonly Filter[]): UnionPlan | undefined {
  const branches: IndexPlan[] = [];
  for (const filter of filters) {
    const branch = plan(collection, { filter, sort: [] });
    if (branch.kind === 'index') branches.push(branch);
    else if (branch.kind === 'union') branches.push(...branch.branches);
    else return undefined;
  }
  return { kind: 'union', branches, sorted: false };
}

const writer = new KeyWriter();

/** All fields of a unique index held at one value, as in most updates: no other plan reads less. */
function planPoint(index: Index, filters: readonly Filter[]): IndexPlan | undefined {
  if (!index.unique || index.isMultikey || index.cut || !usable(index, filters)) return undefined;
  const leaves: Leaf[] = [];
  for (const { path } of index.fields) {
    const leaf = filters.find((each): each is Leaf => each.kind === 'leaf' && isPoint(each, path));
    if (!leaf) return undefined;
    leaves.push(leaf);
  }
  writer.reset();
  writer.uint32(index.id);
  leaves.forEach(({ value }, i) => writer.component(value, index.fields[i]!.descending));
  if (writer.length > maxKeyBytes) return undefined;
  const point = writer.copy();
  return {
    kind: 'index',
    index,
    ranges: [{ start: point, end: successor(point) }],
    reverse: false,
    sorted: true,
    exact: new Set(leaves),
    get bounds() {
      return Object.fromEntries(leaves.map((each) => [each.path, boundsOf([each], false)!.intervals]));
    },
    points: [point],
  };
}
