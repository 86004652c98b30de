/** Counting, from index keys alone where they settle the filter. */
import type { Collection } from '../store/catalog.ts';
import type { Environment } from '../store/environment.ts';
import { countRecords } from '../store/records.ts';
import { conjuncts } from './filter.ts';
import { find, type FindRequest } from './find.ts';
import { plan } from './planner.ts';

export function countEntries(env: Environment, collection: Collection, request: FindRequest): number {
  const { skip = 0, limit = Infinity } = request;
  const all = conjuncts(request.filter);
  if (all.length === 0 && request.hint === undefined)
    return within(countRecords(env, collection.id), skip, limit);
  const chosen = plan(collection, request);
  if (chosen.kind === 'index' && !chosen.index.isMultikey && all.every((each) => chosen.exact.has(each))) {
    const total = chosen.ranges.reduce(
      (sum, { start, end }) => sum + env.index.getKeysCount({ start, end }),
      0,
    );
    return within(total, skip, limit);
  }
  const found = find(env, collection, request);
  let total = 0;
  while (found.next()) total += 1;
  found.suspend();
  return total;
}

function within(total: number, skip: number, limit: number): number {
  return Math.min(limit, Math.max(0, total - skip));
}
