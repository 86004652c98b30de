// @vitest-environment node
/** What is loaded of a large channel stays within bounds, wherever one reads and however long one looks. */
import {
  type ChannelId,
  type ChannelSummary,
  type EntriesPacket,
  type MemberId,
  type Message,
} from '@atrium/shared';
import { expect, test } from 'vitest';
import { FakeJournal, messageDraft, standingOf } from '../net/testing/fake-journal.ts';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { Random } from '../../../tests/random.ts';
import { ChannelBook } from './book.ts';
import { Outbox } from './outbox.ts';
import { ReadBook } from './reads.ts';
import { ChannelRecord } from './record.ts';
import { memoryStorage } from './storage.ts';
import { silentBus } from './tabs.ts';
import { TimelineModel } from './timeline.ts';
import type { FetchedPage } from './timeline-types.ts';

const self = 'ana' as MemberId;
const channelId = 'general' as ChannelId;
const conversation = { channelId, rootSeq: null };
/** Of a window that holds 1,500 entries at most, day lines and the page on its way included. */
const rowsMax = 1_700;

function message(seq: number): Message {
  return {
    ...messageDraft(`message ${seq}`, null),
    ...{ seq, at: 1_767_600_000_000 + seq * 20_000, n: seq, updatedSeq: seq },
    ...{ authorId: 'mo' as MemberId, clientId: null },
  };
}

function messages(from: number, to: number): Message[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => message(from + index));
}

/** A reader at the end of a channel with `head` messages, and a server that answers with pages of 100. */
async function start(head: number) {
  const timers = new FakeTimers(new Random(1));
  const { channel } = new FakeJournal(channelId, [self], 0);
  const summary: ChannelSummary = {
    ...{ channel, standing: standingOf(self), position: { epoch: 'e', seq: head } },
    read: { channelId, rootSeq: null, markSeq: head, markN: head, headN: head, deletedAfter: 0, asOf: head },
    ...{ mentions: 0, lastMessageAt: null, memberCount: 1 },
  };
  const book = new ChannelBook();
  const record = new ChannelRecord(self, summary);
  book.put(record);
  const reads = new ReadBook(self, book, () => timers.now());
  const model = new TimelineModel({
    ...{ conversation, self, reads, timers, record: () => record, live: () => true, visible: () => true },
    outbox: new Outbox({ storage: memoryStorage(), bus: silentBus, timers }),
    async fetch(_conversation, request): Promise<FetchedPage> {
      const { seq } = record.position;
      const first =
        'before' in request
          ? Math.max(1, request.before - 100)
          : 'after' in request
            ? request.after + 1
            : seq - 99;
      const last = 'before' in request ? request.before - 1 : Math.min(seq, first + 99);
      const entries = messages(first, last);
      const fit = record.absorb({ entries, threads: [], asOf: record.position });
      if (!fit) throw new Error('the page does not fit');
      return { record, ...fit, hasBefore: first > 1, hasAfter: last < seq };
    },
    seen: () => {},
  });
  await model.open('newest');
  const view = () => model.store.getState();
  const seqs = () => [...view().rows].flatMap((row) => ('seq' in row ? [row.seq] : []));
  const arrive = (count: number) => {
    const { seq } = record.position;
    const packet: EntriesPacket = { channelId, epoch: 'e', entries: messages(seq + 1, seq + count) };
    record.apply(packet);
  };
  /** As the screen does: says where the reader is, and asks for more near an end. */
  const readUp = async () => {
    model.keepNear(seqs()[0] ?? 0);
    await model.loadBefore();
  };
  const readDown = async () => {
    model.keepNear(seqs().at(-1) ?? 0);
    await model.loadAfter();
  };
  const expectBounded = () => {
    const shown = seqs();
    const [first = 0, last = 0] = [shown[0], shown.at(-1)];
    expect(shown.length).toBe(last - first + 1);
    expect(shown.every((seq, index) => seq === first + index)).toBe(true);
    expect(view().rows.length).toBeLessThan(rowsMax);
    expect(record.journal.messages.size).toBeLessThan(3 * rowsMax);
  };
  return { record, view, seqs, arrive, readUp, readDown, expectBounded, model };
}

test('who reads up through thousands of messages and down again has a stretch of them loaded, without a gap', async () => {
  const { view, seqs, readUp, readDown, expectBounded } = await start(20_000);
  for (let page = 0; page < 80; page += 1) {
    await readUp();
    expectBounded();
  }
  expect(seqs()[0]).toBeLessThan(12_100);
  expect(view()).toMatchObject({ hasBefore: true, hasAfter: true });
  for (let page = 0; page < 100 && view().hasAfter; page += 1) {
    await readDown();
    expectBounded();
  }
  expect(seqs().at(-1)).toBe(20_000);
  expect(view()).toMatchObject({ hasBefore: true, hasAfter: false });
});

test('who follows a channel all day keeps the newest; who reads further up keeps their place', async () => {
  const { view, seqs, arrive, expectBounded, model, readDown } = await start(500);
  for (let turn = 0; turn < 200; turn += 1) {
    model.keepNear(seqs().at(-1) ?? 0);
    arrive(20);
    expectBounded();
  }
  expect(seqs().at(-1)).toBe(4_500);
  expect(view().hasAfter).toBe(false);

  const place = seqs()[50] ?? 0;
  model.keepNear(place);
  for (let turn = 0; turn < 200; turn += 1) {
    arrive(20);
    expectBounded();
    expect(seqs()).toContain(place);
  }
  expect(view().hasAfter).toBe(true);
  for (let page = 0; page < 100 && view().hasAfter; page += 1) await readDown();
  expect(seqs().at(-1)).toBe(8_500);
});

test('a page that was asked for before its end of the window was let go is not put beside a gap', async () => {
  const { seqs, readUp, expectBounded, model, view } = await start(20_000);
  for (let page = 0; page < 40; page += 1) await readUp();
  const onItsWay = model.loadAfter();
  model.keepNear(seqs()[0] ?? 0);
  for (let page = 0; page < 10; page += 1) await readUp();
  await onItsWay;
  expectBounded();
  expect(view().hasAfter).toBe(true);
});
