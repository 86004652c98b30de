import { expect, test } from 'vitest';
import { tabIcon } from './tab-icon.ts';

const textOf = (address: string) => {
  const svg = decodeURIComponent(address.slice(address.indexOf(',') + 1));
  const page = new DOMParser().parseFromString(svg, 'image/svg+xml');
  return {
    marks: page.querySelectorAll('circle').length,
    text: page.querySelector('text')?.textContent ?? '',
  };
};

test('nothing waits: the plain icon', () => {
  expect(tabIcon({ badge: 0, channels: 0 })).toBe('/icon.svg');
});

test('something is unread: a dot beside the one of the picture', () => {
  expect(textOf(tabIcon({ badge: 0, channels: 3 }))).toEqual({ marks: 2, text: '' });
});

test.each([
  [1, '1'],
  [9, '9'],
  [10, '9+'],
])('%i are for this person: %s', (badge, text) => {
  expect(textOf(tabIcon({ badge, channels: 3 }))).toEqual({ marks: 2, text });
});
