import { getSchema } from '@tiptap/core';
import { expect, test } from 'vitest';
import { schemaExtensions } from './extensions.ts';
import { fromPasted } from './paste.ts';
import { toMarkdown } from './to-markdown.ts';

const schema = getSchema(schemaExtensions());
const pasted = (text: string) => toMarkdown(schema.node('doc', null, fromPasted(text, schema).content));

test.each([
  ['one\ntwo\r\n\r\nthree\n', 'one\ntwo\n\nthree'],
  ['2 * 3 * 4 = snake_case <b>', '2 \\* 3 \\* 4 = snake_case \\<b>'],
  ['# no heading\nrest', '# no heading\nrest'],
])('%j stays a text with its lines', (text, markdown) => {
  expect(pasted(text)).toBe(markdown);
});

test.each([
  '- one\n- [x] two\n  - three',
  '```sh\nls *.md\n```',
  '> said so\n\nyes',
  'this is **bold** and `code`',
  '[words](<https://example.com/>)',
])('%j is what it says', (text) => {
  expect(pasted(text)).toBe(text);
});
