import { expect, test } from 'vitest';
import { isMatch } from './palette-items.ts';

test.each([
  ['', 'Settings', true],
  ['set', 'Settings', true],
  ['mark re', 'Mark everything as read', true],
  ['read mark', 'Mark everything as read', true],
  ['ttings', 'Settings', false],
  ['rev', 'design-reviews', true],
])('%j finds %j: %s', (query, text, found) => {
  expect(isMatch(query, text)).toBe(found);
});
