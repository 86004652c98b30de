// @vitest-environment node
/** No entry says that a mute or a pin is over: it is seen when its time is there, by the server's clock. */
import type { ChannelId, ChannelSummary, MemberId, Seq, ThreadFlags } from '@atrium/shared';
import { noFlags } from '@atrium/shared';
import { expect, test } from 'vitest';
import { Random } from '../../../tests/random.ts';
import { FakeJournal, standingOf } from '../net/testing/fake-journal.ts';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { ChannelBook } from './book.ts';
import { tellFlagEnds } from './flag-ends.ts';
import { ReadBook } from './reads.ts';
import { ChannelRecord, rowsChanged } from './record.ts';

const self = 'ana' as MemberId;
const channelId = 'general' as ChannelId;
const hourMs = 3_600_000;

function start(clockOffMs: number) {
  const timers = new FakeTimers(new Random(3));
  const now = () => timers.now() - clockOffMs;
  const { channel } = new FakeJournal(channelId, [self], 0);
  const summary: ChannelSummary = {
    ...{ channel, standing: standingOf(self), position: { epoch: 'e', seq: 9 } },
    read: { channelId, rootSeq: null, markSeq: 9, markN: 9, headN: 9, deletedAfter: 0, asOf: 9 },
    ...{ mentions: 0, lastMessageAt: null, memberCount: 1 },
  };
  const book = new ChannelBook();
  const record = new ChannelRecord(self, summary);
  const told: Seq[] = [];
  book.changed.on(({ change }) => told.push(...change.touched));
  const stop = tellFlagEnds(book, timers, now);
  book.put(record);
  const set = (rootSeq: Seq, flags: Partial<ThreadFlags>) => {
    record.flags.set(rootSeq, { ...noFlags, ...flags });
    record.changed.emit(rowsChanged(new Set([rootSeq])));
    told.length = 0;
  };
  const by = (until: number | null) => ({ until, reason: '', by: self });
  return { timers, now, book, record, told, set, by, stop };
}

test.each([0, -hourMs, hourMs])('with a clock that is off by %i ms', async (clockOffMs) => {
  const { timers, now, book, told, set, by, stop } = start(clockOffMs);
  const reads = new ReadBook(self, book, now);
  const conversation = { channelId, rootSeq: 1 };
  reads.putFollows([{ ...conversation, following: true, reason: 'started', asOf: 1 } as never]);
  reads.put([{ ...conversation, markSeq: 1, markN: 0, headN: 2, deletedAfter: 0, asOf: 9 }]);
  set(2, { pinned: by(null) as never });
  set(3, { pinned: by(now() + 40 * 24 * hourMs) as never });
  set(1, { muted: by(now() + 60_000) as never });
  expect(reads.unread(conversation)).toBe(0);
  await timers.pass(59_000);
  expect(told).toEqual([]);
  await timers.pass(1_500);
  expect(told).toEqual([1]);
  expect(reads.unread(conversation)).toBe(2);
  await timers.pass(41 * 24 * hourMs);
  expect(told).toEqual([1, 3]);
  set(1, { muted: by(now() + 60_000) as never });
  stop();
  await timers.pass(hourMs);
  expect(told).toEqual([]);
});

test('what is unmuted before its time is told once, by its entry', async () => {
  const { timers, now, told, set, by } = start(0);
  set(1, { muted: by(now() + 60_000) as never });
  set(1, {});
  await timers.pass(hourMs);
  expect(told).toEqual([]);
});
