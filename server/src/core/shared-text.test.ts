import { expect, test } from 'vitest';
import { fieldsToJson, shareText, toJson } from './shared-text.ts';

test('what is shared is written once, and reads as if it were not', () => {
  let written = 0;
  const page = shareText({
    entries: [1, 'ä\u2028"'],
    toJSON() {
      written += 1;
      return { entries: this.entries };
    },
  });
  const one = { summary: { name: 'general' }, page, nothing: undefined, none: null };
  const plain = { summary: { name: 'general' }, page: { entries: page.entries }, none: null };
  expect(fieldsToJson(one)).toBe(JSON.stringify(plain));
  expect(JSON.parse(fieldsToJson({ page, other: [2] }))).toEqual({ page: plain.page, other: [2] });
  expect(toJson(page)).toBe(JSON.stringify(plain.page));
  expect(fieldsToJson(page)).toBe(toJson(page));
  const list = { channels: [page, { state: 'gone' }, page] };
  expect(fieldsToJson(list)).toBe(JSON.stringify({ channels: [plain.page, { state: 'gone' }, plain.page] }));
  expect(written).toBe(1);
});

test('what is not shared is left to JSON.stringify', () => {
  for (const value of [null, 1, 'a', [1, { a: 2 }], {}, { a: undefined, b: { c: [] } }])
    expect(fieldsToJson(value)).toBe(JSON.stringify(value));
});
