/** Runs a planned query as a source of documents. */
import type { Raw } from '../bson/raw.ts';
import type { Collection } from '../store/catalog.ts';
import type { Environment } from '../store/environment.ts';
import { compile, type Test } from './compile.ts';
import { conjuncts, type Filter } from './filter.ts';
import { type Plan, plan, type PlanRequest } from './planner.ts';
import { type Counters, openScan, type Row, type Scan } from './scan.ts';
import { sortKey, type SortField } from './sort.ts';
import type { Variables } from './expression.ts';

export interface FindRequest extends PlanRequest {
  skip?: number;
  limit?: number;
  variables?: Variables | undefined;
}

export interface Found extends Scan {
  readonly plan: Plan;
  readonly counters: Counters & { returned: number };
  /** Conditions that the index does not settle. */
  readonly residual: Filter[];
}

/** Rows in the order asked for. A missing collection has none. */
export function find(env: Environment, collection: Collection, request: FindRequest): Found {
  const chosen = plan(collection, request);
  const counters = { keysExamined: 0, docsExamined: 0, returned: 0 };
  const exact: ReadonlySet<Filter> = chosen.kind === 'index' ? chosen.exact : new Set();
  const residual = conjuncts(request.filter).filter((each) => !exact.has(each));
  const test =
    residual.length === 0 ? undefined : compile({ kind: 'and', filters: residual }, request.variables);
  const scan = filtered(openScan(env, collection, chosen, counters), test, collection);
  const { sort, skip = 0, limit = Infinity } = request;
  const ordered = chosen.sorted ? scan : sorted(scan, sort, skip + limit);
  const limited = sliced(ordered, skip, limit);
  return {
    plan: chosen,
    counters,
    residual,
    next() {
      const row = limited.next();
      if (row) counters.returned += 1;
      return row;
    },
    suspend: () => limited.suspend(),
  };
}

function filtered(scan: Scan, test: Test | undefined, collection: Collection): Scan {
  return {
    next() {
      for (let row = collection.dropped ? undefined : scan.next(); row; row = scan.next()) {
        if (!test || test(row.document)) return row;
      }
      return undefined;
    },
    suspend: () => scan.suspend(),
  };
}

/** Sorts in memory, holding only as many rows as can be asked for. */
function sorted(scan: Scan, sort: readonly SortField[], keep: number): Scan {
  let rows: Row[] | undefined;
  let at = 0;
  const read = (): Row[] => {
    let keyed: { key: Buffer; order: number; row: Row }[] = [];
    const compare = (a: { key: Buffer; order: number }, b: { key: Buffer; order: number }): number =>
      a.key.compare(b.key) || a.order - b.order;
    let order = 0;
    for (let row = scan.next(); row; row = scan.next()) {
      keyed.push({ key: sortKey(row.document, sort), order: order++, row });
      if (keyed.length > 2 * keep + 1000) keyed = keyed.sort(compare).slice(0, keep);
    }
    scan.suspend();
    return keyed
      .sort(compare)
      .slice(0, keep)
      .map((each) => each.row);
  };
  return {
    next() {
      rows ??= read();
      return rows[at++];
    },
    suspend: () => scan.suspend(),
  };
}

function sliced(scan: Scan, skip: number, limit: number): Scan {
  if (skip === 0 && limit === Infinity) return scan;
  let toSkip = skip;
  let left = limit;
  return {
    next() {
      for (; toSkip > 0; toSkip--) if (!scan.next()) return undefined;
      if (left <= 0) return undefined;
      left -= 1;
      return scan.next();
    },
    suspend: () => scan.suspend(),
  };
}

/** All rows at once, for commands that go on to change what they found. */
export function findAll(env: Environment, collection: Collection, request: FindRequest): Row[] {
  const found = find(env, collection, request);
  const rows: Row[] = [];
  for (let row = found.next(); row; row = found.next()) rows.push(row);
  found.suspend();
  return rows;
}

export function documentsOf(found: Scan): { next(): Raw | undefined; suspend(): void } {
  return { next: () => found.next()?.document, suspend: () => found.suspend() };
}
