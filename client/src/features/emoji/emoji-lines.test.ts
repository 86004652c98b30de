import { expect, test } from 'vitest';
import { emojiAt, placeAfter, toBook, toLines } from './emoji-lines.ts';

const book = toBook({
  locale: 'en',
  skinTones: {} as never,
  categories: [
    { index: 0, label: 'Smileys' },
    { index: 1, label: 'Objects' },
  ],
  emojis: [
    { emoji: '😀', category: 0, label: 'Grinning face', version: 1, tags: ['happy', 'party'] },
    { emoji: '🥳', category: 0, label: 'Partying face', version: 1, tags: ['celebrate'] },
    { emoji: '😴', category: 0, label: 'Sleeping face', version: 1, tags: [] },
    { emoji: '🎉', category: 1, label: 'Party popper', version: 1, tags: ['tada'] },
  ],
});
const lines = toLines(book.categories, 2);
const go = (from: string | null, ...keys: string[]) => {
  let place = null;
  for (const [line, one] of lines.entries())
    if (one.kind === 'row')
      for (const [column, { emoji }] of one.emoji.entries()) if (emoji === from) place = { line, column };
  for (const key of keys)
    place = placeAfter(lines, place, { key: key.replace('Ctrl-', ''), ctrlKey: key.startsWith('Ctrl-') });
  return emojiAt(lines, place)?.emoji ?? null;
};

test('a heading above each category, and rows as wide as the picker', () => {
  expect(
    lines.map((line) => (line.kind === 'row' ? line.emoji.map(({ emoji }) => emoji).join('') : line.name)),
  ).toEqual(['Smileys', '😀🥳', '😴', 'Objects', '🎉']);
});

test.each([
  [null, ['ArrowDown'], '😀'],
  [null, ['Home'], null],
  ['😀', ['ArrowRight', 'ArrowRight'], '😴'],
  ['😴', ['ArrowLeft'], '🥳'],
  ['🥳', ['ArrowDown', 'ArrowDown', 'ArrowDown'], '🎉'],
  ['🎉', ['ArrowUp', 'ArrowUp'], '😀'],
  ['🥳', ['Home'], '😀'],
  ['😀', ['End'], '🥳'],
  ['🥳', ['Ctrl-End'], '🎉'],
  ['🎉', ['Ctrl-Home'], '😀'],
  ['😀', ['PageDown'], '🎉'],
  ['🎉', ['PageUp'], '😀'],
  ['🎉', ['ArrowRight'], '🎉'],
  ['😀', ['a'], null],
])('from %s by %j to %s', (from, keys, to) => {
  expect(go(from, ...keys)).toBe(to);
});

test.each([
  ['party', '🎉🥳😀'],
  ['face part', '🥳😀'],
  ['tada', '🎉'],
  ['ada', ''],
])('%j finds %s', (query, found) => {
  expect(
    book
      .find(query)
      .map(({ emoji }) => emoji)
      .join(''),
  ).toBe(found);
});

test('what is not known by name is called what it is', () => {
  expect(book.named(['🎉', '🫨'])).toEqual([
    { emoji: '🎉', label: 'Party popper' },
    { emoji: '🫨', label: '🫨' },
  ]);
});
