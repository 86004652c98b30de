/** Sort orders. Arrays count with their smallest element ascending and their largest descending. */
import { toDouble } from '../bson/decimal.ts';
import { compareValues, KeyWriter } from '../bson/keys.ts';
import { entries, isNumber, type Raw } from '../bson/raw.ts';
import { rawNull, rawUndefined } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import { visitPath } from './path.ts';

export interface SortField {
  path: string;
  parts: string[];
  descending: boolean;
}

/** Throws 15974 and 15975 as MongoDB does for directions other than 1 and -1. */
export function compileSort(sort: Raw): SortField[] {
  const fields = entries(sort).map(([path, direction]) => {
    if (direction.isObject) {
      throw new CommandError(
        'CommandNotSupported',
        `$meta sort on '${path}' is not supported by this engine`,
      );
    }
    const number = isNumber(direction.type) ? toDouble(direction) : NaN;
    if (Number.isNaN(number)) throw new CommandError(15974, `Illegal key in $sort specification: ${path}`);
    if (number !== 1 && number !== -1)
      throw new CommandError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    if (path === '' || path.split('.').includes(''))
      throw new CommandError(15998, 'FieldPath field names may not be empty strings.');
    return { path, parts: path.split('.'), descending: number < 0 };
  });
  if (fields.length > 32) throw new CommandError(13103, 'too many compound keys');
  return fields;
}

function sortValue(document: Raw, { parts, descending }: SortField): Raw {
  let best: Raw | undefined;
  const consider = (value: Raw): boolean => {
    if (best === undefined) best = value;
    else {
      const order = compareValues(value, best);
      if (descending ? order > 0 : order < 0) best = value;
    }
    return false;
  };
  visitPath(document, parts, (value) => {
    if (value === undefined) return consider(rawNull);
    if (!value.isArray) return consider(value);
    const list = entries(value);
    if (list.length === 0) return consider(rawUndefined);
    for (const [, each] of list) consider(each);
    return false;
  });
  return best ?? rawNull;
}

const writer = new KeyWriter(1024);

/** Bytes whose order is that of the documents under the sort. */
export function sortKey(document: Raw, fields: readonly SortField[]): Buffer {
  writer.reset();
  for (const each of fields) writer.component(sortValue(document, each), each.descending);
  return writer.copy();
}

/** Keeps order among equals. With a limit only the first that many are kept in memory. */
export function sortDocuments(
  documents: Iterable<Raw>,
  fields: readonly SortField[],
  limit = Infinity,
): Raw[] {
  let rows: { key: Buffer; order: number; document: Raw }[] = [];
  const compare = (a: { key: Buffer; order: number }, b: { key: Buffer; order: number }): number =>
    a.key.compare(b.key) || a.order - b.order;
  let order = 0;
  for (const document of documents) {
    rows.push({ key: sortKey(document, fields), order: order++, document });
    if (rows.length > 2 * limit + 1000) rows = rows.sort(compare).slice(0, limit);
  }
  rows.sort(compare);
  return (limit < rows.length ? rows.slice(0, limit) : rows).map((row) => row.document);
}

/** Compares elements of an array: by fields for documents, or as whole values for a direction. */
export function elementComparator(order: SortField[] | number): (a: Raw, b: Raw) => number {
  if (typeof order === 'number') return (a, b) => compareValues(a, b) * order;
  return (a, b) => {
    if (!a.isObject || !b.isObject) return compareValues(a, b);
    return sortKey(a, order).compare(sortKey(b, order));
  };
}
