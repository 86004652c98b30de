/** Walks dotted paths through documents and arrays as filters do. */
import { ElementReader, field, items, type Raw, Type } from '../bson/raw.ts';

/**
 * Told a value on the path, or undefined where the path leads nowhere; true ends the walk. An element that
 * the path's last part names by its number is taken as it is, even when it is an array.
 */
export type Visit = (value: Raw | undefined, byIndex?: boolean) => boolean;

const digits = /^\d+$/;

/**
 * Visits the values at a path. An array on the way stands for its elements, and for the one element
 * that a numeric part names. True when a visit returned true.
 */
export function visitPath(document: Raw, parts: readonly string[], visit: Visit, depth = 0): boolean {
  const value = field(document, parts[depth]!);
  if (value === undefined) return visit(undefined);
  if (depth === parts.length - 1) return visit(value);
  if (value.type === Type.object) return visitPath(value, parts, visit, depth + 1);
  if (value.type !== Type.array) return visit(undefined);
  return visitElements(value, parts, visit, depth + 1);
}

function visitElements(array: Raw, parts: readonly string[], visit: Visit, depth: number): boolean {
  const part = parts[depth]!;
  if (digits.test(part)) {
    const element = field(array, part);
    if (element !== undefined) {
      if (depth === parts.length - 1) {
        if (visit(element, true)) return true;
      } else if (element.type === Type.object) {
        if (visitPath(element, parts, visit, depth + 1)) return true;
      } else if (element.type === Type.array && visitElements(element, parts, visit, depth + 1)) return true;
    }
  }
  const reader = new ElementReader(array);
  while (reader.next()) {
    if (reader.type === Type.object && visitPath(reader.value, parts, visit, depth)) return true;
  }
  return false;
}

/** As `visitPath`, and a value that is an array is visited element by element before the whole. */
export function visitLeaves(document: Raw, parts: readonly string[], visit: Visit): boolean {
  return visitPath(document, parts, (value, byIndex) => {
    if (value?.type === Type.array && byIndex !== true) {
      const reader = new ElementReader(value);
      while (reader.next()) if (visit(reader.value)) return true;
    }
    return visit(value);
  });
}

/**
 * The values of a path as distinct counts them: an array at its end gives its elements, arrays among them as
 * values of their own; a numeric part under an array is an index and nothing else.
 * Source: https://www.mongodb.com/docs/manual/reference/command/distinct/#array-fields
 */
export function visitDistinct(
  container: Raw,
  parts: readonly string[],
  visit: (value: Raw) => void,
  depth = 0,
): void {
  const value = field(container, parts[depth]!);
  if (value === undefined) return;
  if (depth === parts.length - 1) {
    if (value.isArray) for (const each of items(value)) visit(each);
    else visit(value);
  } else if (value.isObject || (value.isArray && digits.test(parts[depth + 1]!)))
    visitDistinct(value, parts, visit, depth + 1);
  else if (value.isArray)
    for (const each of items(value)) if (each.isObject) visitDistinct(each, parts, visit, depth + 1);
}
