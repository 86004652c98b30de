/** Which element of an array made a document match, for the positional operator `$`. */
import { items, type Raw } from '../bson/raw.ts';
import { arrayOf } from '../bson/write.ts';
import { replaceAt } from '../bson/replace-at.ts';
import { compile, type Test } from './compile.ts';
import { conjuncts, type Filter } from './filter.ts';
import { valueAt } from './expression.ts';

export function matchedPosition(filter: Filter, document: Raw, parts: readonly string[]): number | undefined {
  const array = valueAt(document, parts, 0);
  if (!array?.isArray) return undefined;
  const path = parts.join('.');
  const tests = conjuncts(filter)
    .filter((each) => each.kind === 'leaf' && (each.path === path || each.path.startsWith(`${path}.`)))
    .map((each): Test => compile(each));
  if (tests.length === 0) return undefined;
  const alone = items(array).map((element) => replaceAt(document, parts, arrayOf([element])));
  const all = alone.findIndex((each) => tests.every((test) => test(each)));
  if (all >= 0) return all;
  const last = alone.findIndex((each) => tests.at(-1)!(each));
  return last < 0 ? undefined : last;
}
