/** A name as it is compared: folded, so that `José` is found by `jose`. */
export interface FoldedName {
  whole: string;
  /** A blank before each word. */
  words: string;
}

export function foldName(name: string): FoldedName {
  const whole = fold(name);
  return { whole, words: ` ${whole.replace(/[\s._-]+/g, ' ')}` };
}

export function foldQuery(query: string): string {
  return fold(query.trim());
}

/** How well names answer a folded query: 0 for not at all. */
export function rankOf(wanted: string, names: readonly FoldedName[]): number {
  if (wanted === '') return 1;
  let best = 0;
  for (const { whole, words } of names) {
    if (whole === wanted) return 5;
    if (whole.startsWith(wanted)) best = Math.max(best, 4);
    else if (words.includes(` ${wanted}`)) best = Math.max(best, 3);
    else if (whole.includes(wanted)) best = Math.max(best, 2);
  }
  return best;
}

/** The same for names as they are written. */
export function matchRank(query: string, ...names: readonly string[]): number {
  return rankOf(foldQuery(query), names.map(foldName));
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
