/**
 * Chooses how to find documents: which index, which ranges of its keys, whether its order serves the
 * sort. The choice is by rule, not by trial: more equality fields first, then a served sort, then an
 * index of only some documents, then a range, then a shorter index.
 */
import { KeyWriter } from '../bson/keys.ts';
import { entries, type Raw } from '../bson/raw.ts';
import { CommandError } from '../errors.ts';
import type { Collection, Index } from '../store/catalog.ts';
import { boundsOf, type Interval, isPoint, type KeyRange, keyRange, successor } from './bounds.ts';
import { conjuncts, type Filter, type Leaf } from './filter.ts';
import { hintedIndex } from './hint.ts';
import { impliesPartial, requiresPresence } from './implication.ts';
import { maxKeyBytes, prefixOf } from '../store/records.ts';
import type { SortField } from './sort.ts';

export interface IndexPlan {
  kind: 'index';
  index: Index;
  ranges: KeyRange[];
  reverse: boolean;
  sorted: boolean;
  /** Conditions that hold for every entry in the ranges. */
  exact: ReadonlySet<Filter>;
  bounds: Record<string, Interval[]>;
  /** The only keys of a unique index that can match, ascending: they are looked up instead of walked to. */
  points?: Buffer[];
}

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

/** Ranges that a product of `$in` lists may make before a list is tested instead. */
const maxRanges = 1000;

export function plan(collection: Collection, request: PlanRequest): Plan {
  const { filter, sort, hint } = request;
  if (hint !== undefined) {
    if (typeof hint === 'object' && '$natural' in hint)
      return { kind: 'collection', reverse: hint['$natural'] === -1, sorted: sort.length === 0 };
    const index = hintedIndex(collection, hint);
    if (request.min || request.max) return planBetween(index, request);
    return planIndex(index, conjuncts(filter), sort, true)!;
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
  const candidates = collection.indexes.flatMap((index) =>
    index.spec.hidden ? [] : (planIndex(index, all, sort, false) ?? []),
  );
  const best = candidates.sort((a, b) => score(b, sort) - score(a, sort))[0];
  if (best) return best;
  const union = all.flatMap((each) =>
    each.kind === 'or' ? (planUnion(collection, each.filters) ?? []) : [],
  )[0];
  if (union) return union;
  const bySort =
    sort.length === 0
      ? undefined
      : collection.indexes
          .map((index) => planIndex(index, all, sort, true))
          .find((each) => each?.sorted && usable(each.index, all));
  return bySort ?? { kind: 'collection', reverse: false, sorted: sort.length === 0 };
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

function planIndex(
  index: Index,
  filters: readonly Filter[],
  sort: readonly SortField[],
  whole: boolean,
): IndexPlan | undefined {
  if (!whole && !usable(index, filters)) return undefined;
  let prefixes: Buffer[] = [prefixOf(index.id)];
  let ranges: KeyRange[] | undefined;
  const exact = new Set<Filter>();
  const bounds: Record<string, Interval[]> = {};
  let points = 0;
  let metMultikey = false;
  let singlePoints = 0;
  for (const [i, field] of index.fields.entries()) {
    const multikey = index.multikey[i]!;
    // Two conditions on elements of one array need not hold for the same element.
    if (multikey && metMultikey) break;
    const leaves = filters.filter((each): each is Leaf => each.kind === 'leaf' && each.path === field.path);
    const found = boundsOf(leaves, multikey);
    if (!found) break;
    const isPoints = found.intervals.every((each) => each.point);
    if (prefixes.length * found.intervals.length > maxRanges) break;
    metMultikey ||= multikey;
    if (!index.cut) for (const each of found.exact) exact.add(each);
    bounds[field.path] = found.intervals;
    const ordered = field.descending ? found.intervals.toReversed() : found.intervals;
    if (!isPoints) {
      ranges = prefixes.flatMap((prefix) => ordered.map((each) => keyRange(prefix, each, field.descending)));
      break;
    }
    prefixes = prefixes.flatMap((prefix) =>
      ordered.map((each) => appended(prefix, each.lo, field.descending)),
    );
    points += 1;
    if (found.intervals.length === 1 && singlePoints === i) singlePoints += 1;
  }
  if (points === 0 && !ranges && !whole) return undefined;
  const isLookUp =
    index.unique && !index.isMultikey && !index.cut && points === index.fields.length && isShort(prefixes);
  ranges ??= prefixes.map((prefix) =>
    keyRange(
      prefix,
      { lo: Buffer.alloc(0), loOpen: false, hi: Buffer.alloc(0), hiOpen: false, point: false },
      false,
    ),
  );
  if (index.cut) ranges = ranges.map(loosened);
  const direction = index.cut ? undefined : orderServed(index, singlePoints, sort);
  return {
    kind: 'index',
    index,
    ranges,
    reverse: direction === 'reverse',
    sorted: sort.length === 0 || direction !== undefined,
    exact,
    bounds,
    ...(isLookUp && { points: prefixes }),
  };
}

/** Longer keys are not kept whole. */
function isShort(keys: readonly Buffer[]): boolean {
  return keys.every((key) => key.length <= maxKeyBytes);
}

function appended(prefix: Buffer, bytes: Buffer, descending: boolean): Buffer {
  writer.reset();
  writer.bytes(prefix);
  writer.bytes(bytes);
  if (descending) writer.invert(prefix.length);
  return writer.copy();
}

/** Long keys end in a hash: only what comes before it can bound them. */
function loosened({ start, end }: KeyRange): KeyRange {
  const kept = 1800;
  return {
    start: start.length > kept ? start.subarray(0, kept) : start,
    end: end.length > kept ? Buffer.concat([end.subarray(0, kept), Buffer.from([0xff])]) : end,
  };
}

/** Whether walking the index gives the sort's order, and which way round. */
function orderServed(
  index: Index,
  single: number,
  sort: readonly SortField[],
): 'forward' | 'reverse' | undefined {
  if (sort.length === 0) return undefined;
  // Fields held at one value may be passed over; a list of values keeps order only from its own field on.
  const fixed = new Set(index.fields.slice(0, single).map((each) => each.path));
  const wanted = sort.filter((each) => !fixed.has(each.path));
  for (let skip = 0; skip <= single; skip++) {
    const served = matchOrder(index, skip, fixed, wanted);
    if (served) return served;
  }
  return undefined;
}

function matchOrder(
  index: Index,
  from: number,
  fixed: ReadonlySet<string>,
  wanted: readonly SortField[],
): 'forward' | 'reverse' | undefined {
  let direction: 'forward' | 'reverse' | undefined;
  let at = from;
  for (const each of wanted) {
    while (index.fields[at] && fixed.has(index.fields[at]!.path)) at += 1;
    const field = index.fields[at];
    if (!field || field.path !== each.path || index.multikey[at]) return undefined;
    const needed = field.descending === each.descending ? 'forward' : 'reverse';
    if (direction && direction !== needed) return undefined;
    direction = needed;
    at += 1;
  }
  return direction ?? 'forward';
}

function score(candidate: IndexPlan, sort: readonly SortField[]): number {
  const fields = Object.values(candidate.bounds);
  const points = fields.filter((each) => each.every((one) => one.point)).length;
  const wholeKey =
    candidate.index.unique && points === candidate.index.fields.length && candidate.ranges.length === 1;
  return (
    (wholeKey ? 1000 : 0) +
    points * 20 +
    (fields.length - points) * 8 +
    (sort.length > 0 && candidate.sorted ? 15 : 0) +
    (candidate.index.partial ? 10 : 0) -
    candidate.index.fields.length -
    Math.min(10, candidate.ranges.length - 1)
  );
}
