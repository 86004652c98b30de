/**
 * The keys that a document has in an index. Source for arrays and missing fields:
 * https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/
 */
import { field, items, type Raw, Type } from '../bson/raw.ts';
import { rawUndefined } from '../bson/write.ts';
import { CommandError } from '../errors.ts';

export interface IndexField {
  readonly path: string;
  readonly parts: readonly string[];
  readonly descending: boolean;
}

/** The values of one key, one for each field of the index; undefined where the document has none. */
export type KeyValues = readonly (Raw | undefined)[];

export interface ExtractedKeys {
  keys: KeyValues[];
  /** Fields that met an array. */
  multikey: readonly boolean[] | undefined;
  /** None of the indexed fields exists: a sparse index leaves the document out. */
  absent: boolean;
}

interface Slot {
  value: Raw | undefined;
  /** How many parts of the path lead to `value`. */
  depth: number;
}

/** Goes down the path until it ends, is missing, or stands on an array. */
function advance(slot: Slot, parts: readonly string[]): Slot {
  let { value, depth } = slot;
  while (depth < parts.length && value?.type === Type.object) {
    value = field(value, parts[depth]!);
    depth += 1;
  }
  if (depth < parts.length && value !== undefined && !value.isArray)
    return { value: undefined, depth: parts.length };
  return { value, depth };
}

const digits = /^\d+$/;

/** Throws CannotIndexParallelArrays (171). */
export function extractKeys(fields: readonly IndexField[], document: Raw): ExtractedKeys {
  const start = fields.map((each) => advance({ value: document, depth: 0 }, each.parts));
  const absent = start.every((slot) => slot.value === undefined);
  if (!start.some((slot) => slot.value?.isArray)) {
    return { keys: [start.map((slot) => slot.value)], multikey: undefined, absent };
  }
  const keys: KeyValues[] = [];
  const multikey = fields.map(() => false);
  expand(fields, start, keys, multikey, new Set());
  return { keys, multikey, absent };
}

function expand(
  fields: readonly IndexField[],
  slots: Slot[],
  keys: KeyValues[],
  multikey: boolean[],
  settled: ReadonlySet<number>,
): void {
  const onArray = slots.flatMap((slot, i) => (slot.value?.isArray && !settled.has(i) ? [i] : []));
  const first = onArray[0];
  if (first === undefined) {
    keys.push(slots.map((slot) => slot.value));
    return;
  }
  const array = slots[first]!.value!;
  const other = onArray.find((i) => slots[i]!.value!.start !== array.start);
  if (other !== undefined) {
    const names = [fields[other]!, fields[first]!].map((each) => each.parts.at(-1)).join('] [');
    throw new CommandError('CannotIndexParallelArrays', `cannot index parallel arrays [${names}]`);
  }
  for (const i of onArray) multikey[i] = true;
  const elements = items(array);
  const ended = onArray.filter((i) => slots[i]!.depth === fields[i]!.parts.length);
  const nowSettled = new Set([...settled, ...ended]);
  // An empty array has one key: undefined where the path ends at it, null where it goes on.
  for (const element of elements.length > 0 ? elements : [undefined]) {
    const next = slots.map((slot, i): Slot => {
      if (!onArray.includes(i)) return slot;
      const { parts } = fields[i]!;
      if (slot.depth === parts.length) return { value: element ?? rawUndefined, depth: slot.depth };
      if (digits.test(parts[slot.depth]!)) {
        return advance({ value: elements[Number(parts[slot.depth])], depth: slot.depth + 1 }, parts);
      }
      if (element === undefined || !element.isObject) return { value: undefined, depth: parts.length };
      return advance({ value: element, depth: slot.depth }, parts);
    });
    expand(fields, next, keys, multikey, nowSettled);
  }
}
