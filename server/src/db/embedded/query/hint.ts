/** The index that a hint names, by its name or by its keys. */
import { CommandError } from '../errors.ts';
import type { Collection, Index } from '../store/catalog.ts';

/** Throws BadValue (2) when there is none. */
export function hintedIndex(collection: Collection, hint: string | Record<string, number>): Index {
  const shape =
    typeof hint === 'string'
      ? undefined
      : JSON.stringify(Object.entries(hint).map(([path, direction]) => [path, Number(direction)]));
  const index = collection.indexes.find((each) =>
    typeof hint === 'string' ? each.name === hint : JSON.stringify(Object.entries(each.spec.key)) === shape,
  );
  if (!index)
    throw new CommandError(
      'BadValue',
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  return index;
}
