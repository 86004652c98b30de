import { expect, test } from 'vitest';
import { withBox } from './task-box.ts';

const list = 'Before [ ] it:\n\n- [ ] one [ ]\n  1. [x] two\n> - [X] three\n- four [ ]';

test.each([
  [2, true, '- [x] one [ ]'],
  [2, false, '- [ ] one [ ]'],
  [3, false, '  1. [ ] two'],
  [4, false, '> - [ ] three'],
])('the box of line %i is set to %j, and nothing else', (line, done, expected) => {
  const lines = list.split('\n');
  lines[line] = expected;
  expect(withBox(list, line, done)).toBe(lines.join('\n'));
});

test.each([0, 1, 5, 6, -1])('line %i has none', (line) => {
  expect(withBox(list, line, true)).toBeNull();
});
