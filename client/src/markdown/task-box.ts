/** `[ ]` or `[x]` where the text of a list's item begins: one that can be ticked off. */
export const taskBox = /^\[([ xX])\](?: +|$)/;

/** What may stand before it in its line: quotations, and the signs of the lists that it is in. */
const inLine = /^((?:[\s>]|[-+*]\s|\d{1,9}[.)]\s)*\[)[ xX](?=\])/;

/** The text with the box in a line (from 0) ticked, or no longer; null where that line has no box. */
export function withBox(source: string, line: number, done: boolean): string | null {
  const lines = source.split('\n');
  const before = lines[line];
  if (before === undefined || !inLine.test(before)) return null;
  lines[line] = before.replace(inLine, `$1${done ? 'x' : ' '}`);
  return lines.join('\n');
}
