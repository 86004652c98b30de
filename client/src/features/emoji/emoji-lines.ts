/** The picker's emoji as the lines that it shows, and where a key leads among them. */
import type { EmojiData } from 'frimousse';

export interface PickerEmoji {
  emoji: string;
  label: string;
}

export interface EmojiCategory {
  name: string;
  emoji: readonly PickerEmoji[];
}

export type EmojiLine =
  | { kind: 'heading'; name: string }
  | { kind: 'row'; category: string; emoji: readonly PickerEmoji[] };

/** A place among the lines: only rows have any. */
export interface EmojiPlace {
  line: number;
  column: number;
}

interface Indexed extends PickerEmoji {
  /** Lower case, a blank before each word. */
  name: string;
  words: string;
}

export const recentName = 'Recently used';
export const foundName = 'Found';

export interface EmojiBook {
  categories: EmojiCategory[];
  find(query: string): PickerEmoji[];
  named(emoji: readonly string[]): PickerEmoji[];
}

export function toBook({ emojis, categories }: EmojiData): EmojiBook {
  const all: Indexed[] = emojis.map(({ emoji, label, tags }) => {
    const name = ` ${label.toLowerCase()}`;
    return { emoji, label, name, words: `${name} ${tags.join(' ').toLowerCase()}` };
  });
  const labels = new Map(all.map(({ emoji, label }) => [emoji, label]));
  return {
    categories: categories.map(({ index, label }) => ({
      name: label,
      emoji: all.filter((_, at) => emojis[at]?.category === index),
    })),
    find(query) {
      const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
      return all
        .map((one) => ({ one, rank: rankOf(one, parts) }))
        .filter((found) => found.rank > 0)
        .sort((a, b) => b.rank - a.rank)
        .map(({ one }) => one);
    },
    named: (emoji) => emoji.map((one) => ({ emoji: one, label: labels.get(one) ?? one })),
  };
}

function rankOf({ name, words }: Indexed, parts: readonly string[]): number {
  const begins = (text: string) => parts.every((part) => text.includes(` ${part}`));
  if (`${name} `.startsWith(` ${parts.join(' ')} `)) return 4;
  if (name.startsWith(` ${parts.join(' ')}`)) return 3;
  return begins(name) ? 2 : begins(words) ? 1 : 0;
}

export function toLines(categories: readonly EmojiCategory[], columns: number): EmojiLine[] {
  return categories
    .filter(({ emoji }) => emoji.length > 0)
    .flatMap(({ name, emoji }): EmojiLine[] => [
      { kind: 'heading', name },
      ...Array.from({ length: Math.ceil(emoji.length / columns) }, (_, row) => ({
        kind: 'row' as const,
        category: name,
        emoji: emoji.slice(row * columns, (row + 1) * columns),
      })),
    ]);
}

export function emojiAt(lines: readonly EmojiLine[], place: EmojiPlace | null): PickerEmoji | null {
  const line = place ? lines[place.line] : undefined;
  return line?.kind === 'row' ? (line.emoji[place?.column ?? 0] ?? null) : null;
}

export function firstPlace(lines: readonly EmojiLine[]): EmojiPlace | null {
  return rowFrom(lines, 0, 1);
}

/**
 * Where a key leads: arrows to the neighbour, Home and End along the row, with Control to the first and last of all, Page
 * Up and Page Down to a category's beginning. Null when the key is none of these.
 */
export function placeAfter(
  lines: readonly EmojiLine[],
  at: EmojiPlace | null,
  { key, ctrlKey }: { key: string; ctrlKey: boolean },
): EmojiPlace | null {
  if (!at) return key === 'ArrowDown' || key === 'ArrowRight' ? firstPlace(lines) : null;
  const last = lengthOf(lines, at.line) - 1;
  switch (key) {
    case 'ArrowRight':
      return at.column < last ? { ...at, column: at.column + 1 } : (rowFrom(lines, at.line + 1, 1) ?? at);
    case 'ArrowLeft':
      return at.column > 0
        ? { ...at, column: at.column - 1 }
        : (rowFrom(lines, at.line - 1, -1, 'end') ?? at);
    case 'ArrowDown':
      return rowFrom(lines, at.line + 1, 1, at.column) ?? at;
    case 'ArrowUp':
      return rowFrom(lines, at.line - 1, -1, at.column) ?? at;
    case 'Home':
      return ctrlKey ? firstPlace(lines) : { ...at, column: 0 };
    case 'End':
      return ctrlKey ? rowFrom(lines, lines.length - 1, -1, 'end') : { ...at, column: last };
    case 'PageDown':
      return headingFrom(lines, at.line + 1, 1) ?? at;
    case 'PageUp':
      return headingFrom(lines, at.line - 2, -1) ?? firstPlace(lines);
    default:
      return null;
  }
}

function lengthOf(lines: readonly EmojiLine[], index: number): number {
  const line = lines[index];
  return line?.kind === 'row' ? line.emoji.length : 0;
}

function rowFrom(
  lines: readonly EmojiLine[],
  from: number,
  step: 1 | -1,
  column: number | 'end' = 0,
): EmojiPlace | null {
  for (let line = from; line >= 0 && line < lines.length; line += step) {
    const length = lengthOf(lines, line);
    if (length > 0) return { line, column: column === 'end' ? length - 1 : Math.min(column, length - 1) };
  }
  return null;
}

function headingFrom(lines: readonly EmojiLine[], from: number, step: 1 | -1): EmojiPlace | null {
  for (let line = from; line >= 0 && line < lines.length; line += step)
    if (lines[line]?.kind === 'heading') return rowFrom(lines, line, 1);
  return null;
}
