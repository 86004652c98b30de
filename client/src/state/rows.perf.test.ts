// @vitest-environment node
/** A channel with 50,000 messages: what one more message costs must not depend on how many there are. */
import type { ChannelId, ChannelSummary, EntriesPacket, MemberId, Message } from '@atrium/shared';
import { expect, test } from 'vitest';
import { FakeJournal, messageDraft, standingOf } from '../net/testing/fake-journal.ts';
import { meOf } from '../net/testing/fake-people.ts';
import { ChannelRecord } from './record.ts';
import type { RowSource } from './rows.ts';
import { TimelineWindow } from './window.ts';

const self = meOf('ana' as MemberId).id;
const messages = 50_000;

function message(seq: number): Message {
  const at = 1_767_600_000_000 + seq * 20_000;
  return {
    ...messageDraft(`message ${seq}`, null),
    seq,
    at,
    n: seq,
    authorId: seq % 7 < 3 ? self : ('mo' as MemberId),
    clientId: null,
    updatedSeq: seq,
  };
}

function packet(from: number, to: number): EntriesPacket {
  const entries = Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
  return { channelId: 'general' as ChannelId, epoch: 'e', entries };
}

function emptyRecord(): ChannelRecord {
  const { channel } = new FakeJournal('general' as ChannelId, [self], 0);
  const read = {
    channelId: channel.id,
    rootSeq: null,
    markSeq: 0,
    markN: 0,
    headN: 0,
    deletedAfter: 0,
    asOf: 0,
  };
  const summary: ChannelSummary = {
    channel,
    standing: standingOf(self),
    position: { epoch: 'e', seq: 0 },
    read,
    mentions: 0,
    lastMessageAt: null,
    memberCount: 1,
  };
  const record = new ChannelRecord(self, summary);
  record.holders.add(() => true);
  return record;
}

function sourceOf(record: ChannelRecord): RowSource {
  const { messages: rows } = record.journal;
  return {
    self,
    newLineSeq: null,
    message: (seq) => rows.get(seq),
    shown: () => undefined,
    badge: () => null,
    change: () => null,
  };
}

type Cpu = (before?: object) => { user: number; system: number };
const { cpuUsage } = (globalThis as unknown as { process: { cpuUsage: Cpu } }).process;

/** Milliseconds of processor: how long a machine that does other things took says nothing. */
const timed = (run: () => void) => {
  const before = cpuUsage();
  run();
  const { user, system } = cpuUsage(before);
  return (user + system) / 1_000;
};

/** Milliseconds for each of 500 messages that arrive at the end of a window of this length. */
function perMessage(length: number): { open: number; each: number } {
  const record = emptyRecord();
  const window = new TimelineWindow();
  const source = sourceOf(record);
  const open = timed(() => {
    for (let from = 1; from <= length; from += 500) record.apply(packet(from, Math.min(length, from + 499)));
    window.append(Array.from({ length }, (_, index) => index + 1));
    expect(window.rows(source, () => []).length).toBeGreaterThan(length);
  });
  const arriving = Array.from({ length: 500 }, (_, index) => packet(length + 1 + index, length + 1 + index));
  const all = timed(() => {
    for (const next of arriving) {
      record.apply(next);
      window.append(next.entries.map(({ seq }) => seq));
      window.rows(source, () => []);
    }
  });
  return { open, each: all / arriving.length };
}

test('50,000 messages cost no more for each than 1,000, and one more stays within a frame', () => {
  perMessage(1_000);
  const small = perMessage(1_000);
  const large = perMessage(messages);
  const opening = large.open / messages / (small.open / 1_000);
  expect(large.open, 'ms to apply and to build all rows').toBeLessThan(8_000);
  expect(opening, 'opening, for each message, against a channel of 1,000').toBeLessThan(8);
  expect(large.each, 'ms for one more message').toBeLessThan(16);
  expect(large.each / small.each, 'one more message in 50,000, against one more in 1,000').toBeLessThan(25);
});

test('one changed message makes one new row', () => {
  const record = emptyRecord();
  record.apply(packet(1, 5_000));
  const window = new TimelineWindow();
  window.append(Array.from({ length: 5_000 }, (_, index) => index + 1));
  const source = sourceOf(record);
  const before = [...window.rows(source, () => [])];
  record.journal.messages.set(2_500, { ...message(2_500), body: 'changed', updatedSeq: 6_000 });
  window.touch(2_500);
  const after = [...window.rows(source, () => [])];
  expect(after.filter((row, index) => row !== before[index])).toHaveLength(1);
});
