/**
 * Walks records or index entries and can be suspended between commands: it keeps the last key, not an
 * lmdb cursor, so that an idle client's cursor holds no snapshot open.
 */
import type { Collection } from '../store/catalog.ts';
import type { Environment } from '../store/environment.ts';
import { prefixOf, readRecordId, recordIdBytes, recordKey } from '../store/records.ts';
import { type Raw, rawDocument } from '../bson/raw.ts';
import type { IndexPlan } from './index-plan.ts';
import type { CollectionPlan, Plan } from './planner.ts';
import { successor } from './bounds.ts';

export interface Counters {
  keysExamined: number;
  docsExamined: number;
}

export interface Row {
  recordId: number;
  document: Raw;
}

/** A source of rows that may be put aside: after `suspend` the next row is sought anew. */
export interface Scan {
  next(): Row | undefined;
  suspend(): void;
}

export function openScan(env: Environment, collection: Collection, plan: Plan, counters: Counters): Scan {
  switch (plan.kind) {
    case 'collection':
      return new RecordScan(env, collection, plan, counters);
    case 'index':
      return new IndexScan(env, collection, plan, counters);
    case 'union':
      return new UnionScan(plan.branches.map((branch) => new IndexScan(env, collection, branch, counters)));
  }
}

class RecordScan implements Scan {
  readonly #env: Environment;
  readonly #collection: Collection;
  readonly #reverse: boolean;
  readonly #counters: Counters;
  #iterator: Iterator<{ key: Buffer; value: Buffer }> | undefined;
  #last: number | undefined;

  constructor(env: Environment, collection: Collection, plan: CollectionPlan, counters: Counters) {
    this.#env = env;
    this.#collection = collection;
    this.#reverse = plan.reverse;
    this.#counters = counters;
  }

  next(): Row | undefined {
    this.#iterator ??= this.#open();
    const step = this.#iterator.next();
    if (step.done) return undefined;
    this.#counters.docsExamined += 1;
    const recordId = readRecordId(step.value.key, 4);
    this.#last = recordId;
    return { recordId, document: rawDocument(step.value.value) };
  }

  #open(): Iterator<{ key: Buffer; value: Buffer }> {
    const { id } = this.#collection;
    const from = prefixOf(id);
    const to = prefixOf(id + 1);
    const last = this.#last;
    const range = this.#reverse
      ? { start: last === undefined ? to : Buffer.from(recordKey(id, last - 1)), end: from, reverse: true }
      : { start: last === undefined ? from : Buffer.from(recordKey(id, last + 1)), end: to };
    return this.#env.records.getRange(range)[Symbol.iterator]();
  }

  suspend(): void {
    this.#iterator?.return?.();
    this.#iterator = undefined;
  }
}

class IndexScan implements Scan {
  readonly #env: Environment;
  readonly #collection: Collection;
  readonly #plan: IndexPlan;
  readonly #counters: Counters;
  /** Documents of a multikey index that have been returned. */
  readonly #seen: Set<number> | undefined;
  #iterator: Iterator<{ key: Buffer; value: Buffer }> | undefined;
  #range = 0;
  #lastKey: Buffer | undefined;

  constructor(env: Environment, collection: Collection, plan: IndexPlan, counters: Counters) {
    this.#env = env;
    this.#collection = collection;
    this.#plan = plan;
    this.#counters = counters;
    this.#seen = plan.index.isMultikey ? new Set() : undefined;
  }

  next(): Row | undefined {
    for (;;) {
      const recordId = this.nextId();
      if (recordId === undefined) return undefined;
      const bytes = this.#env.records.get(recordKey(this.#collection.id, recordId));
      if (!bytes) continue;
      this.#counters.docsExamined += 1;
      return { recordId, document: rawDocument(bytes) };
    }
  }

  nextId(): number | undefined {
    const { ranges, index, points, reverse } = this.#plan;
    if (points) return this.#nextOf(points, reverse);
    while (this.#range < ranges.length) {
      this.#iterator ??= this.#open();
      const step = this.#iterator.next();
      if (step.done) {
        this.#iterator = undefined;
        this.#lastKey = undefined;
        this.#range = reverse ? this.#range + 1 : ranges.length;
        continue;
      }
      const { key, value } = step.value;
      if (!reverse && !this.#reaches(key)) continue;
      this.#lastKey = key;
      this.#counters.keysExamined += 1;
      const recordId = index.unique ? readRecordId(value, 0) : readRecordId(key, key.length - recordIdBytes);
      if (this.#seen) {
        if (this.#seen.has(recordId)) continue;
        this.#seen.add(recordId);
      }
      return recordId;
    }
    return undefined;
  }

  /**
   * Whether a key lies in a range: in this one, or in a later one to which it leads. Ranges that no key lies in are passed
   * over together, and one that begins behind the key is sought: of many values that are asked for, most may have no rows.
   */
  #reaches(key: Buffer): boolean {
    const { ranges } = this.#plan;
    const before = this.#range;
    while (this.#range < ranges.length && key.compare(ranges[this.#range]!.end) >= 0) this.#range += 1;
    const range = ranges[this.#range];
    if (range && (this.#range === before || key.compare(range.start) >= 0)) return true;
    this.#iterator?.return?.();
    this.#iterator = undefined;
    this.#lastKey = undefined;
    return false;
  }

  #nextOf(points: readonly Buffer[], reverse: boolean): number | undefined {
    while (this.#range < points.length) {
      const at = reverse ? points.length - 1 - this.#range : this.#range;
      this.#range += 1;
      const value = this.#env.index.get(points[at]!);
      if (!value) continue;
      this.#counters.keysExamined += 1;
      return readRecordId(value, 0);
    }
    return undefined;
  }

  #open(): Iterator<{ key: Buffer; value: Buffer }> {
    const { ranges, reverse } = this.#plan;
    const { start, end } = ranges[reverse ? ranges.length - 1 - this.#range : this.#range]!;
    const last = this.#lastKey;
    if (!reverse) {
      const range = { start: last ? successor(last) : start, end: ranges.at(-1)!.end };
      return this.#env.index.getRange(range)[Symbol.iterator]();
    }
    // Backwards lmdb takes a start that is there; both ends are moved so that [start, end) stays meant.
    return this.#env.index
      .getRange({
        start: last ?? end,
        exclusiveStart: true,
        end: start,
        inclusiveEnd: true,
        reverse: true,
      } as never)
      [Symbol.iterator]();
  }

  suspend(): void {
    if (this.#iterator) this.#lastKey &&= Buffer.from(this.#lastKey);
    this.#iterator?.return?.();
    this.#iterator = undefined;
  }
}

class UnionScan implements Scan {
  readonly #scans: IndexScan[];
  readonly #seen = new Set<number>();
  #at = 0;

  constructor(scans: IndexScan[]) {
    this.#scans = scans;
  }

  next(): Row | undefined {
    for (; this.#at < this.#scans.length; this.#at++) {
      for (let row = this.#scans[this.#at]!.next(); row; row = this.#scans[this.#at]!.next()) {
        if (this.#seen.has(row.recordId)) continue;
        this.#seen.add(row.recordId);
        return row;
      }
    }
    return undefined;
  }

  suspend(): void {
    for (const scan of this.#scans) scan.suspend();
  }
}
