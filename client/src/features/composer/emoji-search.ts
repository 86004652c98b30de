export interface EmojiMatch {
  emoji: string;
  /** What one types between colons. */
  name: string;
}

/** As the build writes it: the emoji, its names, and words that describe it. */
type Row = [emoji: string, names: string[], words: string];

let rows: Promise<Row[]> | null = null;

async function load(): Promise<Row[]> {
  const response = await fetch('/emoji/search.json');
  if (!response.ok) throw new Error(`The list of emoji did not come: ${response.status}`);
  return (await response.json()) as Row[];
}

/** Emoji by the beginning of a name first, then by any word. */
export async function findEmoji(query: string, limit = 8): Promise<EmojiMatch[]> {
  rows ??= load();
  rows.catch(() => (rows = null));
  const wanted = query.toLowerCase();
  const byName: EmojiMatch[] = [];
  const byWord: EmojiMatch[] = [];
  for (const [emoji, names, words] of await rows) {
    const name = names.find((one) => one.startsWith(wanted));
    if (name) byName.push({ emoji, name });
    else if (words.includes(` ${wanted}`)) byWord.push({ emoji, name: names[0] ?? '' });
  }
  byName.sort((a, b) => a.name.length - b.name.length);
  return [...byName, ...byWord].slice(0, limit);
}
