/** Turns the entries of one chunk of a timeline into rows, reusing those in which nothing changed. */
import type { MemberId, Message, Seq, UpdateEntry } from '@atrium/shared';
import { isMembership, updateRow } from './membership.ts';
import type { DayRow, MessageRow, NewRow, PendingRow, ThreadBadge, TimelineRow } from './views.ts';

const groupWithinMs = 5 * 60_000;

/** What a chunk needs to know of the rows before it. */
export interface Carry {
  day: number;
  /** Of the message just before; null when it was something else, which ends a group. */
  authorId: MemberId | null;
  at: number;
}

export const noCarry: Carry = { day: Number.NEGATIVE_INFINITY, authorId: null, at: 0 };

export function sameCarry(a: Carry, b: Carry): boolean {
  return a === b || (a.day === b.day && a.authorId === b.authorId && a.at === b.at);
}

export interface RowSource {
  self: MemberId;
  message(seq: Seq): Message | undefined;
  shown(seq: Seq): UpdateEntry | undefined;
  badge(seq: Seq): ThreadBadge | null;
  change(
    seq: Seq,
  ): { message: (message: Message) => Message; view: NonNullable<MessageRow['change']> } | null;
  newLineSeq: Seq | null;
}

export function buildRows(
  seqs: readonly Seq[],
  before: Carry,
  known: ReadonlyMap<string, TimelineRow>,
  source: RowSource,
): { rows: TimelineRow[]; after: Carry } {
  const rows: TimelineRow[] = [];
  let carry = before;
  let run: UpdateEntry[] = [];
  const endRun = () => {
    if (run.length > 0) rows.push(reuse(known, updateRow(run)));
    run = [];
  };
  for (const seq of seqs) {
    const message = source.message(seq);
    const entry = message ?? source.shown(seq);
    if (!entry) continue;
    const day = dayOf(entry.at, carry.day);
    const isNew = source.newLineSeq === seq;
    const continues = !message && isMembership(entry as UpdateEntry) && !isNew && day === carry.day;
    if (!continues) endRun();
    if (day !== carry.day) rows.push(reuse(known, dayRow(day)));
    if (isNew) rows.push(reuse(known, newRow));
    const first =
      isNew || day !== carry.day || carry.authorId !== entry.authorId || entry.at - carry.at > groupWithinMs;
    if (message) {
      rows.push(reuse(known, messageRow(message, first, source)));
      carry = { day, authorId: message.authorId, at: message.at };
    } else {
      run.push(entry as UpdateEntry);
      if (!isMembership(entry as UpdateEntry)) endRun();
      carry = { day, authorId: null, at: entry.at };
    }
  }
  endRun();
  return { rows, after: carry };
}

const newRow: NewRow = { key: 'new', type: 'new' };

function dayRow(day: number): DayRow {
  return { key: `d:${day}`, type: 'day', day };
}

function messageRow(message: Message, first: boolean, source: RowSource): MessageRow {
  const change = source.change(message.seq);
  return {
    // A person's own message keeps the key of the pending row that it was.
    key:
      message.authorId === source.self && message.clientId !== null
        ? `c:${message.clientId}`
        : `s:${message.seq}`,
    type: 'message',
    seq: message.seq,
    message: change ? change.message(message) : message,
    first,
    badge: source.badge(message.seq),
    change: change?.view ?? null,
  };
}

export function isFirst(pending: Pick<PendingRow, 'authorId' | 'at'>, before: Carry): boolean {
  return before.authorId !== pending.authorId || pending.at - before.at > groupWithinMs;
}

function reuse<Row extends TimelineRow>(known: ReadonlyMap<string, TimelineRow>, row: Row): Row {
  const old = known.get(row.key);
  return old && sameRow(old, row) ? (old as Row) : row;
}

function sameRow(a: TimelineRow, b: TimelineRow): boolean {
  if (a.type !== b.type) return false;
  if (a.type === 'message' && b.type === 'message') {
    return (
      a.message === b.message &&
      a.first === b.first &&
      a.seq === b.seq &&
      a.change?.kind === b.change?.kind &&
      a.change?.failed === b.change?.failed &&
      sameBadge(a.badge, b.badge)
    );
  }
  if (a.type === 'membership' && b.type === 'membership') {
    return a.entries.length === b.entries.length && a.entries.every((entry, at) => entry === b.entries[at]);
  }
  return a.type !== 'system' || b.type !== 'system' || a.entry === b.entry;
}

export function sameBadge(a: ThreadBadge | null, b: ThreadBadge | null): boolean {
  if (a === null || b === null) return a === b;
  return a.thread === b.thread && a.unread === b.unread && a.following === b.following;
}

const dayMs = 86_400_000;

/** Local midnight before `at`. Most rows are of the same day as the one before: that needs no calendar. */
export function dayOf(at: number, sameAs: number): number {
  // Days with a clock change have 23 or 25 hours: near the edges the calendar is asked.
  if (at >= sameAs && at < sameAs + dayMs - 2 * 3_600_000) return sameAs;
  return new Date(at).setHours(0, 0, 0, 0);
}
