/** Records of a Slack export as they come: nothing in them can be relied on, so every field is looked at. */
export type Fields = { readonly [field: string]: unknown };

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function recordIn(value: unknown, field: string): Fields {
  const inner = isRecord(value) ? value[field] : undefined;
  return isRecord(inner) ? inner : {};
}

export function listIn(value: unknown, field: string): unknown[] {
  const inner = isRecord(value) ? value[field] : undefined;
  return Array.isArray(inner) ? inner : [];
}

/** Well-formed, without control characters but tab and newline; empty when it is no text. */
export function textIn(value: unknown, field: string): string {
  const inner = isRecord(value) ? value[field] : undefined;
  return typeof inner === 'string' ? clean(inner) : '';
}

/** One line of at most so many characters. */
export function lineIn(value: unknown, field: string, max: number): string {
  return toLine(textIn(value, field), max);
}

export function toLine(text: string, max: number): string {
  // eslint-disable-next-line no-control-regex
  const line = text.replace(/[\s\u0000-\u001f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  return line.length <= max ? line : cut(line, max).trim();
}

/** At most so long, and no half of a character at its end. */
export function cut(text: string, max: number): string {
  return text.slice(0, max).replace(/[\ud800-\udbff]$/, '');
}

const halves = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export function clean(text: string): string {
  // eslint-disable-next-line no-control-regex
  const isPlain = !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff]/.test(text);
  if (isPlain) return text;
  // eslint-disable-next-line no-control-regex
  return text.replace(halves, '\ufffd').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

/** An id or key: what may stand in ours is not asked here, only that it is short text. */
export function keyIn(value: unknown, field: string): string | null {
  const inner = isRecord(value) ? value[field] : undefined;
  return typeof inner === 'string' && inner !== '' && inner.length <= 200 ? inner : null;
}

/** Seconds since 1970 to milliseconds; null for what is no time. */
export function secondsIn(value: unknown, field: string): number | null {
  const inner = isRecord(value) ? value[field] : undefined;
  const seconds = typeof inner === 'string' ? Number(inner) : inner;
  if (typeof seconds !== 'number' || !(seconds > 0) || seconds > 8_000_000_000) return null;
  // A thousandth that binary fractions cannot hold is not the one before it.
  return Math.floor(seconds * 1_000 + 0.0005);
}

/** `1407982560.000001` to milliseconds; null for what is no time stamp. */
export function fromTs(ts: string): number | null {
  const found = /^(\d{1,10})(?:\.(\d{1,6}))?$/.exec(ts);
  if (!found) return null;
  return Number(found[1]) * 1_000 + Math.floor(Number((found[2] ?? '').padEnd(6, '0')) / 1_000);
}
