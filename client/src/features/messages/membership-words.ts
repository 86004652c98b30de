import type { MemberId, UpdateEntry } from '@atrium/shared';
import { memberOf } from '../../state/index.ts';

export interface MembershipPart {
  /** Who brought them in; null where they came or went by themselves, or were brought in by several. */
  by: MemberId | null;
  /** Those who are named. */
  named: readonly MemberId[];
  /** How many more there are. */
  others: number;
  verb: string;
}

/** With more than so many people, all but two are a number. */
const namedMax = 3;

/** What a run of comings and goings says in one line: who joined, who was added, who left. */
export function membershipParts(entries: readonly UpdateEntry[]): MembershipPart[] {
  const of = (kind: UpdateEntry['kind']) => entries.filter((entry) => entry.kind === kind);
  const added = of('member.added');
  const adders = new Set(added.map(({ authorId }) => authorId));
  const [adder = null] = adders.size === 1 ? adders : [];
  const plural = new Set(added.map(memberOf)).size > 1;
  return [
    partOf(of('member.joined'), null, 'joined'),
    partOf(added, adder, adder === null ? `${plural ? 'were' : 'was'} added` : 'added'),
    partOf(of('member.left'), null, 'left'),
  ].filter((part) => part !== null);
}

function partOf(entries: readonly UpdateEntry[], by: MemberId | null, verb: string): MembershipPart | null {
  const members = [...new Set(entries.map(memberOf))];
  if (members.length === 0) return null;
  const named = members.slice(0, members.length > namedMax ? 2 : namedMax);
  return { by, named, others: members.length - named.length, verb };
}
