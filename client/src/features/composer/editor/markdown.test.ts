import { getSchema } from '@tiptap/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schemaExtensions } from './extensions.ts';
import { fromMarkdown } from './from-markdown.ts';
import { toMarkdown } from './to-markdown.ts';

const schema = getSchema(schemaExtensions());
const roundTrip = (source: string) => toMarkdown(fromMarkdown(source, schema));

describe('Markdown to a document and back', () => {
  test.each([
    'plain',
    '**bold** and *italic* and ~~gone~~ and `code`',
    'a\nb\n\nc',
    '- one\n- two\n  - three',
    '- [ ] one\n- [x] **two**\n  - [ ] three\n- \\[y\\]',
    '- \\[ \\] no box\n- [ ]\n- [x] \\[ \\] a box\n- [ ]\n  - [x]\n  - [ ] within',
    '2. [ ] numbered',
    '3. three\n4. four',
    '> said\n> so',
    '```ts\nconst a = `x`;\n```',
    '````\n```\n````',
    'hey <@ana> in <#general>, <!here>',
    'see https://example.com/a_b_c?d=*e*f now',
    '[words](<https://example.com/>)',
    '``a ` b``',
    'snake_case_name',
  ])('%j stays as it is', (source) => {
    expect(roundTrip(source)).toBe(source);
  });

  test('a table stays text that can be edited, and a table afterwards', () => {
    expect(roundTrip('| a | b |\n|---|---|\n| 1 | 2 |')).toBe('| a | b |\n|---|---|\n| 1 | 2 |');
  });
});

describe('typed text stands for itself', () => {
  const textOf = (text: string) =>
    schema.node('doc', null, [schema.node('paragraph', null, [schema.text(text)])]);
  const survives = (text: string) => fromMarkdown(toMarkdown(textOf(text)), schema).textContent === text;

  test.each([
    '*not italic*',
    '_nor this_',
    '# no heading',
    '> no quotation',
    '- no list',
    '1. no list either',
    '+ plus',
    '<@nobody>',
    '<b>',
    '[a](b)',
    '&amp; &lt;',
    '`tick',
    '~~x~~',
    '\\*',
    '---',
    '***',
    '!channel',
    'a | b',
    '```',
    '~~~',
  ])('%j', (text) => {
    expect(survives(text)).toBe(true);
  });

  test('in 2,000 texts made of signs that mean something', () => {
    const signs = [
      '*',
      '_',
      '`',
      '~',
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '#',
      '-',
      '+',
      '1',
      '.',
      ' ',
      'a',
      'B',
      '\\',
      '&',
      ';',
      '!',
      '|',
      '@',
      ':',
      'é',
      '/',
    ];
    const text = fc
      .array(fc.constantFrom(...signs), { minLength: 1, maxLength: 24 })
      .map((parts) => parts.join('').trim().replace(/ {2,}/g, ' '))
      .filter((value) => value !== '' && !/https?:/i.test(value));
    const outcome = fc.check(
      fc.property(text, (value) => survives(value)),
      { numRuns: 2_000, seed: 4 },
    );
    expect(outcome.counterexample).toBeNull();
    expect(outcome.numRuns).toBe(2_000);
  });
});
