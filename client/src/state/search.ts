/** How well a name answers a query: 0 for not at all. Folded, so that `José` is found by `jose`. */
export function matchRank(query: string, ...names: readonly string[]): number {
  const wanted = fold(query.trim());
  if (wanted === '') return 1;
  return Math.max(...names.map((name) => rank(wanted, fold(name))));
}

function rank(wanted: string, name: string): number {
  if (name === wanted) return 5;
  if (name.startsWith(wanted)) return 4;
  if (name.split(/[\s._-]+/).some((word) => word.startsWith(wanted))) return 3;
  return name.includes(wanted) ? 2 : 0;
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
