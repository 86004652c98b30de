/** Which byte ranges of an index a filter's conditions on one of its fields allow. */
import { toDouble } from '../bson/decimal.ts';
import { Class, classOf, KeyWriter } from '../bson/keys.ts';
import { items, type Raw, Type } from '../bson/raw.ts';
import { rawNull, rawString, rawUndefined } from '../bson/write.ts';
import type { Leaf } from './filter.ts';
import { literalPrefix } from './regex.ts';

/** A range of encoded values of one component, ascending. `point` means that lo and hi are one value. */
export interface Interval {
  lo: Buffer;
  loOpen: boolean;
  hi: Buffer;
  hiOpen: boolean;
  point: boolean;
}

export interface FieldBounds {
  intervals: Interval[];
  /** Conditions that the intervals express exactly, so that they need no second test. */
  exact: Leaf[];
}

const writer = new KeyWriter();

function encode(value: Raw): Buffer {
  writer.reset();
  writer.value(value);
  return writer.copy();
}

function point(value: Raw): Interval {
  const bytes = encode(value);
  return { lo: bytes, loOpen: false, hi: bytes, hiOpen: false, point: true };
}

const spread = new Set<number>([Type.array, Type.null, Type.undefined, Type.regex, Type.minKey, Type.maxKey]);

/** A value whose index entries are found under its own encoding alone. */
function isPlain({ type }: Raw): boolean {
  return !spread.has(type);
}

/** Whether a condition allows one value of the path and no other. */
export function isPoint(leaf: Leaf, path: string): boolean {
  return leaf.operator === '$eq' && leaf.path === path && isPlain(leaf.value);
}

/** Several conditions on one field. `multikey` fields may only use one of them. */
export function boundsOf(leaves: readonly Leaf[], multikey: boolean): FieldBounds | undefined {
  const equal = leaves.find((each) => each.operator === '$eq' && isPlain(each.value));
  if (equal) return { intervals: [point(equal.value)], exact: multikey ? [] : [equal] };
  const isNull = leaves.find((each) => each.operator === '$eq' && each.value.type === Type.null);
  if (isNull) return { intervals: [point(rawUndefined), point(rawNull)], exact: [] };
  const list = leaves.find((each) => each.operator === '$in');
  const fromList = list && listBounds(list, multikey);
  if (fromList) return fromList;
  const all = leaves.find(
    (each) => each.operator === '$all' && each.value.isArray && items(each.value).length > 0,
  );
  const first = all && items(all.value)[0]!;
  if (first && isPlain(first) && !first.isObject) return { intervals: [point(first)], exact: [] };
  const regex = leaves.find((each) => each.operator === '$regex');
  const prefix = regex && literalPrefix(regex.value, regex.options);
  return (
    rangeBounds(leaves, multikey) ??
    (prefix === undefined ? undefined : { intervals: [stringsFrom(prefix)], exact: [] })
  );
}

function stringsFrom(prefix: string): Interval {
  const bytes = encode(rawString(prefix));
  const lo = bytes.subarray(0, bytes.length - 2);
  return { lo, loOpen: false, hi: successor(lo), hiOpen: true, point: false };
}

function listBounds(leaf: Leaf, multikey: boolean): FieldBounds | undefined {
  const values = items(leaf.value);
  if (!values.every((each) => isPlain(each) || each.type === Type.null)) return undefined;
  const hasNull = values.some((each) => each.type === Type.null);
  const points = [...values, ...(hasNull ? [rawUndefined] : [])]
    .map(point)
    .sort((a, b) => a.lo.compare(b.lo));
  const intervals = points.filter((each, i) => i === 0 || !each.lo.equals(points[i - 1]!.lo));
  return { intervals, exact: multikey || hasNull ? [] : [leaf] };
}

const rangeOperators = new Set(['$gt', '$gte', '$lt', '$lte']);
const lowestNumber = encodeLowestNumber();

function encodeLowestNumber(): Buffer {
  const bytes = Buffer.alloc(10);
  bytes[0] = Class.number;
  return bytes;
}

function rangeBounds(leaves: readonly Leaf[], multikey: boolean): FieldBounds | undefined {
  const usable = leaves.filter(
    (each) => rangeOperators.has(each.operator) && isPlain(each.value) && !isNaNOperand(each.value),
  );
  const chosen = multikey ? usable.slice(0, 1) : usable;
  const kind = chosen[0] && classOf(chosen[0].value.type);
  if (kind === undefined || chosen.some((each) => classOf(each.value.type) !== kind)) return undefined;
  // NaN is the lowest of the numbers and no comparison finds it.
  const bounds: Interval =
    kind === Class.number
      ? { lo: lowestNumber, loOpen: true, hi: Buffer.from([kind + 1]), hiOpen: true, point: false }
      : { lo: Buffer.from([kind]), loOpen: false, hi: Buffer.from([kind + 1]), hiOpen: true, point: false };
  for (const { operator, value } of chosen) {
    const bytes = encode(value);
    const open = !operator.endsWith('e');
    if (operator.startsWith('$g')) {
      const order = bytes.compare(bounds.lo);
      if (order > 0 || (order === 0 && open)) Object.assign(bounds, { lo: bytes, loOpen: open });
    } else {
      const order = bytes.compare(bounds.hi);
      if (order < 0 || (order === 0 && open)) Object.assign(bounds, { hi: bytes, hiOpen: open });
    }
  }
  return { intervals: [bounds], exact: multikey ? [] : chosen };
}

function isNaNOperand(value: Raw): boolean {
  return classOf(value.type) === Class.number && Number.isNaN(toDouble(value));
}

/** The least byte string above every string that begins with `bytes`. */
export function successor(bytes: Buffer): Buffer {
  const next = Buffer.from(bytes);
  for (let i = next.length - 1; i >= 0; i--) {
    if (next[i] !== 0xff) {
      next[i]! += 1;
      return next.subarray(0, i + 1);
    }
  }
  throw new RangeError('no successor');
}

function inverted(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => ~byte));
}

/** A half-open range of keys. */
export interface KeyRange {
  start: Buffer;
  end: Buffer;
}

/**
 * The keys under `prefix` whose next component lies in the interval. No encoding is the prefix of
 * another, so what begins with a bound's bytes is that bound and what follows it in the key.
 */
export function keyRange(
  prefix: Buffer,
  { lo, loOpen, hi, hiOpen }: Interval,
  descending: boolean,
): KeyRange {
  const from = Buffer.concat([prefix, descending ? inverted(hi) : lo]);
  const to = Buffer.concat([prefix, descending ? inverted(lo) : hi]);
  const [fromOpen, toOpen] = descending ? [hiOpen, loOpen] : [loOpen, hiOpen];
  return { start: fromOpen ? successor(from) : from, end: toOpen ? to : successor(to) };
}

/** An interval as explain shows it. */
export function describeInterval({ lo, loOpen, hi, hiOpen, point: isOne }: Interval): string {
  if (isOne) return `[${lo.toString('hex')}]`;
  return `${loOpen ? '(' : '['}${lo.toString('hex')}, ${hi.toString('hex')}${hiOpen ? ')' : ']'}`;
}
