/** How one index would serve a query, how good that is, and the plan that is made of it. */
import { KeyWriter } from '../bson/keys.ts';
import type { Index } from '../store/catalog.ts';
import { maxKeyBytes, prefixOf } from '../store/records.ts';
import { boundsOf, type FieldBounds, type Interval, type KeyRange, keyRange, successor } from './bounds.ts';
import type { Filter, Leaf } from './filter.ts';
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

/** Ranges that a product of `$in` lists may make before a list is tested instead. */
const maxRanges = 1000;

/** What the conditions on a path allow; worked out once, however many indexes have it. */
export type KnownBounds = (path: string, multikey: boolean) => FieldBounds | undefined;

export function knownBounds(filters: readonly Filter[]): KnownBounds {
  const known = new Map<string, FieldBounds | undefined>();
  return (path, multikey) => {
    const key = `${multikey ? 'multikey' : 'plain'} ${path}`;
    if (known.has(key)) return known.get(key);
    const leaves = filters.filter((each): each is Leaf => each.kind === 'leaf' && each.path === path);
    const found = boundsOf(leaves, multikey);
    known.set(key, found);
    return found;
  };
}

const writer = new KeyWriter();

/** How an index would be used. Its ranges are made of it once it is chosen: a long list makes many. */
export interface Approach {
  index: Index;
  sort: readonly SortField[];
  /** Of its first fields, as they are in its keys: points, but for the last of them perhaps. */
  intervals: Interval[][];
  /** Of the first fields, how many are held at points. */
  points: number;
  ranges: number;
  direction: 'forward' | 'reverse' | undefined;
  exact: Set<Filter>;
  bounds: Record<string, Interval[]>;
}

/** @param whole also where no condition bounds the index */
export function approach(
  index: Index,
  known: KnownBounds,
  sort: readonly SortField[],
  whole: boolean,
): Approach | undefined {
  const intervals: Interval[][] = [];
  const exact = new Set<Filter>();
  const bounds: Record<string, Interval[]> = {};
  let points = 0;
  let ranges = 1;
  let metMultikey = false;
  let singlePoints = 0;
  for (const [i, field] of index.fields.entries()) {
    const multikey = index.multikey[i]!;
    // Two conditions on elements of one array need not hold for the same element.
    if (multikey && metMultikey) break;
    const found = known(field.path, multikey);
    if (!found || ranges * found.intervals.length > maxRanges) break;
    metMultikey ||= multikey;
    if (!index.cut) for (const each of found.exact) exact.add(each);
    bounds[field.path] = found.intervals;
    intervals.push(field.descending ? found.intervals.toReversed() : found.intervals);
    ranges *= found.intervals.length;
    if (!found.intervals.every((each) => each.point)) break;
    points += 1;
    if (found.intervals.length === 1 && singlePoints === i) singlePoints += 1;
  }
  if (intervals.length === 0 && !whole) return undefined;
  const direction = index.cut ? undefined : orderServed(index, singlePoints, sort);
  return { index, sort, intervals, points, ranges, direction, exact, bounds };
}

export function isSorted({ direction, sort }: Approach): boolean {
  return sort.length === 0 || direction !== undefined;
}

export function toPlan(chosen: Approach): IndexPlan {
  const { index, intervals, points, direction, exact, bounds } = chosen;
  let keys: Buffer[] = [prefixOf(index.id)];
  for (const [i, values] of intervals.slice(0, points).entries()) {
    const { descending } = index.fields[i]!;
    keys = keys.flatMap((key) => values.map((each) => appended(key, each.lo, descending)));
  }
  const last = intervals[points];
  const ranges = last
    ? keys.flatMap((key) => last.map((each) => keyRange(key, each, index.fields[points]!.descending)))
    : keys.map((key) => ({ start: key, end: successor(key) }));
  const isLookUp =
    index.unique && !index.isMultikey && !index.cut && points === index.fields.length && isShort(keys);
  return {
    kind: 'index',
    index,
    ranges: index.cut ? ranges.map(loosened) : ranges,
    reverse: direction === 'reverse',
    sorted: isSorted(chosen),
    exact,
    bounds,
    ...(isLookUp && { points: keys }),
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
export function orderServed(
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

export function score(candidate: Approach): number {
  const { index, sort, intervals, points, ranges } = candidate;
  const wholeKey = index.unique && points === index.fields.length && ranges === 1;
  return (
    (wholeKey ? 1000 : 0) +
    points * 20 +
    (intervals.length - points) * 8 +
    (sort.length > 0 && isSorted(candidate) ? 15 : 0) +
    (index.partial ? 10 : 0) -
    index.fields.length -
    Math.min(10, ranges - 1)
  );
}
