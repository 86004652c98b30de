import type { Member } from '@atrium/shared';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { MemberSearch } from './member-search.ts';
import { matchRank } from './search.ts';

const toMember = (name: string, at: number, deactivatedAt: number | null = null) =>
  ({ id: `m${at}`, name, handle: `h${at}`, deactivatedAt }) as unknown as Member;

/** The same by the shortest way there is. */
function sorted(members: readonly Member[], query: string, limit: number): Member[] {
  const rank = ({ name, handle }: Member) => matchRank(query, name, handle);
  return members
    .filter((member) => member.deactivatedAt === null && rank(member) > 0)
    .sort((a, b) => rank(b) - rank(a) || a.name.localeCompare(b.name))
    .slice(0, limit);
}

const word = fc.constantFrom('ana', 'Ánna', 'ann', 'mo', 'Olive', 'oakes', 'o', 'sam', 'von');
const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));

test('it finds what sorting all of them finds, in the same order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, fc.boolean()), { maxLength: 60 }),
      fc.constantFrom('', 'a', 'an', 'anna', 'ol', 'oak', 'h1', 'von o', 'x'),
      fc.integer({ min: 1, max: 20 }),
      (people, query, limit) => {
        const members = people.map(([one, gone], at) => toMember(one, at, gone ? 1 : null));
        expect(new MemberSearch(() => members).find(query, limit)).toEqual(sorted(members, query, limit));
      },
    ),
  );
});

test('names are folded once, and an answer holds until somebody changes', () => {
  const members = Array.from({ length: 500 }, (_, at) => toMember(`Ana ${at}`, at));
  const search = new MemberSearch(() => members);
  const folds = vi.spyOn(String.prototype, 'normalize');
  const first = search.find('ana', 10);
  expect(folds.mock.calls.length).toBe(1 + 2 * members.length);
  folds.mockClear();
  expect(search.find('Ana ', 10)).toBe(first);
  search.find('an', 10);
  members.push(toMember('Ana', 500));
  expect(search.find('ana', 10)).toBe(first);
  search.forget();
  expect(search.find('ana', 10)[0]?.name).toBe('Ana');
  // One for each query, and the two names of whoever is new.
  expect(folds.mock.calls.length).toBe(4 + 2);
  folds.mockRestore();
});
