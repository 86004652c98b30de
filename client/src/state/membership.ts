/** Comings and goings that follow one another are one row: a channel that fills up is not thirty pieces of news. */
import type { MemberId, Seq, UpdateEntry } from '@atrium/shared';
import type { MembershipRow, SystemRow, TimelineRow } from './views.ts';

const kinds: ReadonlySet<UpdateEntry['kind']> = new Set(['member.joined', 'member.added', 'member.left']);

/** A removal is not among them: it has a reason, which is to be seen. */
export function isMembership(entry: UpdateEntry): boolean {
  return kinds.has(entry.kind);
}

/** Who came or went. */
export function memberOf(entry: UpdateEntry): MemberId {
  if ('standing' in entry) return entry.standing.memberId;
  return 'memberId' in entry ? entry.memberId : entry.authorId;
}

/** One row for entries of which there is at least one. Its key is the last one's: an earlier page may bring more. */
export function updateRow(entries: readonly UpdateEntry[]): SystemRow | MembershipRow {
  const last = entries.at(-1);
  if (!last) throw new Error('A row needs an entry.');
  const { seq } = last;
  if (entries.length === 1) return { key: `s:${seq}`, type: 'system', seq, entry: last };
  return { key: `s:${seq}`, type: 'membership', seq, entries };
}

/** A run that ends one list of rows and begins the next is one row all the same. */
export function joinRuns(lists: readonly (readonly TimelineRow[])[]): readonly (readonly TimelineRow[])[] {
  const joined: (readonly TimelineRow[])[] = [];
  let last = -1;
  for (const rows of lists) {
    const [before, next] = [membershipOf(joined[last]?.at(-1)), membershipOf(rows[0])];
    if (before && next) {
      joined[last] = joined[last]?.slice(0, -1) ?? [];
      joined.push([updateRow([...before, ...next]), ...rows.slice(1)]);
    } else joined.push(rows);
    if (rows.length > 0) last = joined.length - 1;
  }
  return joined;
}

function membershipOf(row: TimelineRow | undefined): readonly UpdateEntry[] | null {
  if (row?.type === 'membership') return row.entries;
  return row?.type === 'system' && isMembership(row.entry) ? [row.entry] : null;
}

/** The entry that a row begins with; null for a row that shows none. */
export function firstSeqOf(row: TimelineRow): Seq | null {
  if (row.type === 'membership') return row.entries[0]?.seq ?? row.seq;
  return 'seq' in row ? row.seq : null;
}

/** Does the row show the entry? */
export function showsSeq(row: TimelineRow, seq: Seq): boolean {
  if (row.type === 'membership') return row.entries.some((entry) => entry.seq === seq);
  return 'seq' in row && row.seq === seq;
}
