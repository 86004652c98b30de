import type { MemberId, UpdateEntry } from '@atrium/shared';
import { expect, test } from 'vitest';
import { membershipParts } from './membership-words.ts';

const joined = (id: string) => ({ kind: 'member.joined', authorId: id, standing: { memberId: id } });
const left = (id: string) => ({ kind: 'member.left', authorId: id, memberId: id });
const added = (by: string, id: string) => ({
  kind: 'member.added',
  authorId: by,
  standing: { memberId: id },
});

function said(...entries: object[]): string {
  return membershipParts(entries as UpdateEntry[])
    .map(({ by, named, others, verb }) => {
      const names: (MemberId | string)[] = [...named, ...(others > 0 ? [`${others} others`] : [])];
      return by === null ? `${names.join(', ')} ${verb}` : `${by} ${verb} ${names.join(', ')}`;
    })
    .join('; ');
}

test('each person is counted once, and from four on all but two are a number', () => {
  expect(said(joined('ana'), joined('mo'))).toBe('ana, mo joined');
  expect(said(joined('ana'), joined('mo'), joined('sam'))).toBe('ana, mo, sam joined');
  expect(said(...['ana', 'mo', 'sam', 'gus', 'ana'].map(joined))).toBe('ana, mo, 2 others joined');
});

test('who was brought in by one person is said of that person, by several of nobody', () => {
  expect(said(added('olive', 'ana'), added('olive', 'mo'))).toBe('olive added ana, mo');
  expect(said(added('olive', 'ana'), added('mo', 'sam'))).toBe('ana, sam were added');
});

test('comings and goings stand side by side', () => {
  expect(said(joined('ana'), left('sam'), joined('mo'), added('olive', 'gus'))).toBe(
    'ana, mo joined; olive added gus; sam left',
  );
});
