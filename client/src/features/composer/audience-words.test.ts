import type { CompanyId } from '@atrium/shared';
import { expect, test } from 'vitest';
import { audienceParts } from './audience-words.ts';

const of = (name: string, count: number | null) => ({
  company: { id: name.toLowerCase() as CompanyId, name, createdAt: 0 },
  count,
});
const words = (outsiders: ReturnType<typeof of>[], own: string | null = null) =>
  audienceParts(outsiders, own as CompanyId | null, 'Tidemark')
    .map(({ text }) => text)
    .join('');

test.each([
  [[of('Acme', null)], null, 'People of Acme read what you write here.'],
  [[of('Acme', 1)], null, '1 person of Acme reads what you write here.'],
  [[of('Acme', 3)], null, '3 people of Acme read what you write here.'],
  [[of('Acme', 3), of('Borealis', 1)], null, '3 people of Acme and 1 of Borealis read what you write here.'],
  [[of('Acme', 2), of('Borealis', 0)], null, '2 people of Acme read what you write here.'],
  [[of('Acme', 0)], null, 'Nobody of Acme is here yet. Whoever comes reads what you write now.'],
  [[of('Acme', 2)], 'acme', 'People of Tidemark read what you write here.'],
  [
    [of('Acme', 2), of('Borealis', 4)],
    'acme',
    'People of Tidemark and 4 of Borealis read what you write here.',
  ],
])('%j to somebody of %s', (outsiders, own, expected) => {
  expect(words(outsiders, own)).toBe(expected);
});
