/** Values that many are sent alike, written as JSON once: a page that everybody opens at the same moment. */
const kept = new WeakMap<object, string | null>();

/** From now on the value is written once. It must not be changed any more. */
export function shareText<Value extends object>(value: Value): Value {
  kept.set(value, null);
  return value;
}

/** `JSON.stringify`, with what is shared (the value itself, or one in a list) taken from what was written before. */
export function toJson(value: unknown): string {
  if (Array.isArray(value) && value.some(isShared)) return `[${value.map(toJson).join(',')}]`;
  return sharedText(value) ?? JSON.stringify(value);
}

/** An object whose fields may be shared values, or lists of them. */
export function fieldsToJson(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const whole = sharedText(value);
  if (whole !== undefined) return whole;
  const fields = Object.values(value as Record<string, unknown>);
  if (!fields.some((field) => isShared(field) || (Array.isArray(field) && field.some(isShared))))
    return JSON.stringify(value);
  const parts: string[] = [];
  for (const [name, field] of Object.entries(value)) {
    const text: string | undefined = toJson(field);
    if (text !== undefined) parts.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${parts.join(',')}}`;
}

function isShared(value: unknown): boolean {
  return typeof value === 'object' && value !== null && kept.has(value);
}

function sharedText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const known = kept.get(value);
  if (known !== null) return known;
  const text = JSON.stringify(value);
  kept.set(value, text);
  return text;
}
