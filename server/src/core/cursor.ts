/** Where a page of a list ended: opaque to clients, two whole numbers or ids joined by a colon. */
import { AtriumError } from '@atrium/shared';

export function toCursor(...parts: (string | number)[]): string {
  return parts.join(':');
}

/** @throws {AtriumError} `invalid_input` for a cursor that no page gave */
export function fromCursor(cursor: string | undefined, length: number): string[] | null {
  if (cursor === undefined) return null;
  const parts = cursor.split(':');
  if (parts.length !== length || parts.some((part) => part === '')) throw invalidCursor();
  return parts;
}

export function numberFromCursor(part: string): number {
  if (!/^\d{1,16}$/.test(part)) throw invalidCursor();
  return Number(part);
}

function invalidCursor(): AtriumError {
  return new AtriumError('invalid_input', {
    details: { fields: [{ path: ['cursor'], problem: 'not a cursor of this list' }] },
  });
}
