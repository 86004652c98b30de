// @vitest-environment node
import type { MemberId, Message, UpdateEntry } from '@atrium/shared';
import { describe, expect, test } from 'vitest';
import { messageDraft } from '../net/testing/fake-journal.ts';
import type { RowSource } from './rows.ts';
import { TimelineWindow } from './window.ts';

const morning = new Date(2026, 0, 5, 9).getTime();

/** A journal in which everybody joins but for what is said otherwise. */
function journalOf(length: number, others: Record<number, 'message' | 'member.removed' | 'day'> = {}) {
  let at = morning;
  const source: RowSource = {
    self: 'ana' as MemberId,
    newLineSeq: null,
    message: (seq) => entries.get(seq) as Message | undefined,
    shown: (seq) => updates.get(seq),
    badge: () => null,
    change: () => null,
  };
  const entries = new Map<number, Message>();
  const updates = new Map<number, UpdateEntry>();
  for (let seq = 1; seq <= length; seq += 1) {
    const kind = others[seq];
    at += kind === 'day' ? 24 * 3_600_000 : 1_000;
    const authorId = `m${seq}` as MemberId;
    const common = { seq, at, n: 0, authorId, clientId: null };
    if (kind === 'message')
      entries.set(seq, { ...messageDraft('hello', null), ...common, n: 1, updatedSeq: seq });
    else
      updates.set(seq, {
        ...common,
        kind: kind === 'member.removed' ? kind : 'member.left',
        memberId: authorId,
        reason: '',
      });
  }
  return source;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

function rowsOf(window: TimelineWindow, source: RowSource) {
  return window.rows(source, () => []);
}

function typesOf(window: TimelineWindow, source: RowSource): string[] {
  return [...rowsOf(window, source)].map((row) =>
    row.type === 'membership' ? `${row.entries.length} members` : row.type,
  );
}

describe('comings and goings in a row', () => {
  test('are one row up to a message, a removal or another day', () => {
    const window = new TimelineWindow();
    window.replace(range(1, 12));
    const source = journalOf(12, { 4: 'message', 6: 'member.removed', 10: 'day' });
    expect(typesOf(window, source)).toEqual([
      ...['day', '3 members', 'message', 'system', 'system', '3 members'],
      ...['day', '3 members'],
    ]);
  });

  test('are one row also where they are loaded in pieces, and every one of them is found in it', () => {
    const window = new TimelineWindow();
    const source = journalOf(460, { 455: 'message' });
    window.replace(range(130, 460));
    window.prepend(range(1, 129));
    const rows = rowsOf(window, source);
    expect(typesOf(window, source)).toEqual(['day', '454 members', 'message', '5 members']);
    for (const seq of [1, 99, 100, 129, 130, 131, 300, 454]) expect(rows.indexOfSeq(seq), `${seq}`).toBe(1);
    expect(rows.indexOfSeq(455)).toBe(2);
    expect(rows.indexOfSeq(456)).toBe(3);
    expect(rows.indexOfSeq(461)).toBe(-1);
    expect(range(0, 3).map((index) => rows.seqAtOrBefore(index))).toEqual([null, 454, 455, 460]);
    expect(range(0, 3).map((index) => rows.at(index)?.type)).toEqual([...rows].map(({ type }) => type));
  });

  test('keep their row while earlier ones are loaded, and the rows that did not change stay the same', () => {
    const window = new TimelineWindow();
    const source = journalOf(90, { 45: 'message' });
    window.replace(range(30, 60));
    const before = [...rowsOf(window, source)];
    window.prepend(range(1, 29));
    window.append(range(61, 90));
    const after = [...rowsOf(window, source)];
    expect(after.map(({ key }) => key)).toEqual([before[0]?.key, before[1]?.key, before[2]?.key, 's:90']);
    expect(after[2]).toBe(before[2]);
  });
});
