import { expect, test } from 'vitest';
import { line, text } from './primitives.ts';

const accepts = (value: string, min: number) => {
  const [asLine, asText] = [line, text].map((schema) => schema(80, min).safeParse(value).success);
  expect(asText).toBe(asLine);
  return asLine;
};

test.each([' ', '\u200b\u200b', '\u2060 \u3164', '\ufe0f\u00ad'])(
  'a name or a message in which nothing can be seen is none: %j',
  (value) => {
    expect(accepts(value, 1)).toBe(false);
  },
);

test('characters that take no room are welcome among others, and where nothing need be said', () => {
  for (const name of ['👩‍🚀', 'می‌خواهم', 'co\u00adoperate', '.']) expect(accepts(name, 1), name).toBe(true);
  expect(accepts('\u200b', 0)).toBe(true);
});
