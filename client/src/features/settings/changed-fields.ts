/**
 * What of a form is not as it was when one began. Only that is sent: what was left alone may be another's by now, and is not
 * to be set back. Null: nothing.
 */
export function changedFields<Fields extends object>(
  before: { readonly [Key in keyof Fields]: unknown },
  now: Fields,
): Partial<Fields> | null {
  const entries = Object.entries(now).filter(([key, value]) => before[key as keyof Fields] !== value);
  return entries.length > 0 ? (Object.fromEntries(entries) as Partial<Fields>) : null;
}
