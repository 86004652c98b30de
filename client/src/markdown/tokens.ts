import { parseMarkdown, type Token } from '@atrium/shared/markdown/parser';

const kept = 500;
const known = new Map<string, Token[] | null>();

/** Tokens of a source, kept for the texts that were shown last: a row that comes back into view parses nothing. */
export function tokensOf(source: string): Token[] | null {
  const tokens = known.get(source);
  if (tokens !== undefined) {
    known.delete(source);
    known.set(source, tokens);
    return tokens;
  }
  const parsed = parseMarkdown(source);
  known.set(source, parsed);
  for (const oldest of known.keys()) {
    if (known.size <= kept) break;
    known.delete(oldest);
  }
  return parsed;
}
