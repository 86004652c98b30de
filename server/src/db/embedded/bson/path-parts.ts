/** The parts of a dotted path. Clients send the same few paths over and over: they are taken apart once. */
const known = new Map<string, readonly string[]>();
const maxKnown = 2000;
const maxLength = 200;

export function partsOf(path: string): readonly string[] {
  let parts = known.get(path);
  if (parts) return parts;
  parts = path.split('.');
  if (path.length > maxLength) return parts;
  if (known.size >= maxKnown) known.clear();
  known.set(path, parts);
  return parts;
}
