/** Whether a query can only match documents that a partial or sparse index holds. */
import { classOf, compareValues, equalValues } from '../bson/keys.ts';
import { toDouble } from '../bson/decimal.ts';
import { items, type Raw, Type } from '../bson/raw.ts';
import type { IndexField } from '../store/index-keys.ts';
import { conjuncts, type Filter, type Leaf } from './filter.ts';

/** True when every condition of the index's filter follows from one of the query's. */
export function impliesPartial(query: readonly Filter[], partial: Filter): boolean {
  return conjuncts(partial).every((needed) => query.some((given) => implies(given, needed)));
}

function implies(given: Filter, needed: Filter): boolean {
  if (given.kind === 'or')
    return given.filters.every((branch) => conjuncts(branch).some((each) => implies(each, needed)));
  if (needed.kind === 'or')
    return needed.filters.some((branch) => conjuncts(branch).every((each) => implies(given, each)));
  if (given.kind !== 'leaf' || needed.kind !== 'leaf' || given.path !== needed.path) return false;
  if (
    given.operator === needed.operator &&
    sameValue(given.value, needed.value) &&
    given.options === needed.options
  )
    return true;
  if (needed.operator === '$exists') return isTrue(needed.value) && showsPresence(given);
  if (given.operator === '$in')
    return items(given.value).every((value) => impliesValue({ ...given, operator: '$eq', value }, needed));
  return impliesValue(given, needed);
}

function sameValue(a: Raw, b: Raw): boolean {
  return a.type === b.type && equalValues(a, b);
}

function impliesValue(given: Leaf, needed: Leaf): boolean {
  if (needed.operator === '$in' && given.operator === '$eq')
    return items(needed.value).some((each) => equalValues(each, given.value));
  if (needed.operator === '$eq' && given.operator === '$eq') return equalValues(given.value, needed.value);
  if (needed.operator === '$type' && given.operator === '$eq' && needed.value.type !== Type.array) {
    const type = given.value.type;
    return (
      (needed.value.type === Type.string &&
        needed.value.bytes().toString('utf8', 4).startsWith('string') &&
        type === Type.string) ||
      toDouble(needed.value) === type
    );
  }
  if (classOf(given.value.type) !== classOf(needed.value.type) || given.value.isArray) return false;
  const order = compareValues(given.value, needed.value);
  switch (needed.operator) {
    case '$gt':
      return (
        (given.operator === '$gt' && order >= 0) || (['$eq', '$gte'].includes(given.operator) && order > 0)
      );
    case '$gte':
      return ['$eq', '$gt', '$gte'].includes(given.operator) && order >= 0;
    case '$lt':
      return (
        (given.operator === '$lt' && order <= 0) || (['$eq', '$lte'].includes(given.operator) && order < 0)
      );
    case '$lte':
      return ['$eq', '$lt', '$lte'].includes(given.operator) && order <= 0;
    default:
      return false;
  }
}

function isTrue(value: Raw): boolean {
  return value.type === Type.bool ? value.buf[value.start] === 1 : toDouble(value) !== 0;
}

/** A condition that no document without the field satisfies. */
function showsPresence({ operator, value }: Leaf): boolean {
  switch (operator) {
    case '$exists':
      return isTrue(value);
    case '$eq':
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return value.type !== Type.null && value.type !== Type.maxKey && value.type !== Type.minKey;
    case '$in':
      return items(value).every((each) => each.type !== Type.null);
    default:
      return true;
  }
}

/** True when some condition asks for one of the fields to be there. */
export function requiresPresence(query: readonly Filter[], fields: readonly IndexField[]): boolean {
  return query.some(
    (each) => each.kind === 'leaf' && fields.some(({ path }) => path === each.path) && showsPresence(each),
  );
}
