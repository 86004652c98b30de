/**
 * People by name among all who are known here, who may be tens of thousands. It is asked at each key, and again whenever
 * something on the screen changes: names are folded once, the best are kept without sorting the rest, and an answer holds
 * until somebody changes.
 */
import type { Member } from '@atrium/shared';
import { type FoldedName, foldName, foldQuery, rankOf } from './search.ts';

interface Found {
  member: Member;
  rank: number;
}

const answersMax = 50;
const { compare } = new Intl.Collator();

export class MemberSearch {
  readonly #all: () => Iterable<Member>;
  readonly #names = new WeakMap<Member, FoldedName[]>();
  readonly #answers = new Map<string, readonly Member[]>();

  constructor(all: () => Iterable<Member>) {
    this.#all = all;
  }

  /** Somebody has changed. */
  forget(): void {
    this.#answers.clear();
  }

  /** The best first, those who answer as well by name; the same array until somebody changes. */
  find(query: string, limit: number): readonly Member[] {
    const wanted = foldQuery(query);
    const key = `${limit} ${wanted}`;
    const known = this.#answers.get(key);
    if (known) return known;
    const answer = this.#best(wanted, limit);
    if (this.#answers.size >= answersMax) this.#answers.clear();
    this.#answers.set(key, answer);
    return answer;
  }

  #best(wanted: string, limit: number): Member[] {
    const best: Found[] = [];
    for (const member of this.#all()) {
      if (member.deactivatedAt !== null) continue;
      const found = { member, rank: rankOf(wanted, this.#namesOf(member)) };
      if (found.rank > 0) insert(best, found, limit);
    }
    return best.map(({ member }) => member);
  }

  #namesOf(member: Member): FoldedName[] {
    let names = this.#names.get(member);
    if (!names) this.#names.set(member, (names = [foldName(member.name), foldName(member.handle)]));
    return names;
  }
}

function insert(best: Found[], found: Found, limit: number): void {
  let at = best.length;
  while (at > 0 && isBefore(found, best[at - 1])) at -= 1;
  if (at >= limit) return;
  best.splice(at, 0, found);
  if (best.length > limit) best.pop();
}

function isBefore(a: Found, b: Found | undefined): boolean {
  if (!b || a.rank !== b.rank) return b !== undefined && a.rank > b.rank;
  return compare(a.member.name, b.member.name) < 0;
}
