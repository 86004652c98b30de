import { expect, test } from 'vitest';
import { lowlight } from '../../../markdown/highlighter.ts';
import { coloursOf } from './code-colours.ts';

test('colours are stretches of the text, the outer one before those within it', () => {
  const code = 'const a = `x${b}`; // done';
  const colours = coloursOf(lowlight.highlight('typescript', code).children);
  const said = colours.map(({ from, to, class: name }) => `${name}: ${code.slice(from, to)}`);
  expect(said).toEqual([
    'hljs-keyword: const',
    'hljs-string: `x${b}`',
    'hljs-subst: ${b}',
    'hljs-comment: // done',
  ]);
});
