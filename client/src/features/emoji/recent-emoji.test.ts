import { beforeEach, expect, test } from 'vitest';
import { noteEmoji, recentEmoji } from './recent-emoji.ts';

beforeEach(() => localStorage.clear());

test('the newest comes first, and each one once', () => {
  for (const emoji of ['🎉', '👍', '🎉']) noteEmoji(emoji);
  expect(recentEmoji()).toEqual(['🎉', '👍']);
});

test('twenty-four are kept', () => {
  for (let at = 0; at < 30; at += 1) noteEmoji(String.fromCodePoint(0x1f600 + at));
  expect(recentEmoji()).toHaveLength(24);
  expect(recentEmoji()[0]).toBe(String.fromCodePoint(0x1f600 + 29));
});

test.each(['not JSON', '{"a":1}', '[1,null]'])('%s under its key is no list', (stored) => {
  localStorage.setItem('atrium.emoji', stored);
  expect(recentEmoji()).toEqual([]);
});
