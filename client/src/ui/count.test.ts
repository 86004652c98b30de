import { expect, test } from 'vitest';
import { counted } from './count.ts';

test('what is counted is said with its number', () => {
  expect(counted(1, 'member')).toBe('1 member');
  expect(counted(0, 'member')).toBe('0 members');
  expect(counted(1, 'reply', 'replies')).toBe('1 reply');
  expect(counted(15_518, 'reply', 'replies')).toBe(`${(15_518).toLocaleString()} replies`);
});
