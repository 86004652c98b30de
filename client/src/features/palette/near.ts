/** How many slips of the fingers a word of so many letters is forgiven. */
function slipsIn(length: number): number {
  return length < 4 ? 0 : length < 8 ? 1 : 2;
}

/** Is the query, but for a slip or two, how a word of the text begins? */
export function isNear(query: string, text: string): boolean {
  const wanted = query.trim().toLowerCase();
  const words = text.toLowerCase().split(/[\s_.-]+/);
  // A name of several words may have been typed as one, or with its dashes.
  return [text.toLowerCase(), ...words].some((word) => slips(wanted, word) <= slipsIn(wanted.length));
}

/**
 * The fewest letters to be put in, left out, changed or swapped with their neighbour that make `typed` a beginning of `word`
 * (optimal string alignment).
 */
function slips(typed: string, word: string): number {
  const width = Math.min(word.length, typed.length + 2);
  let before: number[] = [];
  let last = Array.from({ length: width + 1 }, (_, at) => at);
  for (let row = 1; row <= typed.length; row += 1) {
    const next = [row];
    for (let at = 1; at <= width; at += 1) {
      const same = typed[row - 1] === word[at - 1];
      const least = Math.min(
        (last[at] ?? 0) + 1,
        (next[at - 1] ?? 0) + 1,
        (last[at - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && at > 1 && typed[row - 1] === word[at - 2] && typed[row - 2] === word[at - 1];
      next.push(swapped ? Math.min(least, (before[at - 2] ?? 0) + 1) : least);
    }
    before = last;
    last = next;
  }
  return Math.min(...last);
}
