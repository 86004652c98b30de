import { expect, test } from 'vitest';
import { initialsOf } from './Avatar.tsx';

test.each([
  ['Olive', 'O'],
  ['Ana Maria Alvarez', 'AA'],
  ['[Alex]', 'A'],
  ['__mike', 'M'],
  ['Mo 🦊', 'M🦊'],
  ['***', '*'],
  ['', '?'],
])('%j has the initials %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
