import type { EntriesPacket, Message, SeenEntry } from '@atrium/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crossings, cutOut, mergePackets, reachesBackTo, stretchesInside } from './audience.ts';

const common = { at: 0, authorId: 'olive', n: 0, clientId: null };
const message = (seq: number, more: object = {}) =>
  ({
    ...common,
    kind: 'message',
    seq,
    rootSeq: null,
    updatedSeq: seq,
    body: `body ${seq}`,
    ...more,
  }) as unknown as Message;
const came = (seq: number, memberId = 'ana') =>
  ({
    ...common,
    kind: 'member.added',
    seq,
    standing: { memberId, visibleFrom: 1 },
    reason: '',
  }) as unknown as SeenEntry;
const went = (seq: number, memberId = 'ana') =>
  ({ ...common, kind: 'member.removed', seq, memberId, reason: '' }) as unknown as SeenEntry;
const packet = (entries: SeenEntry[], more: Partial<EntriesPacket> = {}) =>
  ({ channelId: 'general', epoch: 'e', entries, ...more }) as EntriesPacket;

describe('who was in when', () => {
  test.each([
    ['nobody crossed, was in', [], true, [{ from: 1, to: 9 }]],
    ['nobody crossed, was not in', [], false, []],
    ['came', [came(4)], false, [{ from: 4, to: 9 }]],
    ['went', [went(4)], true, [{ from: 1, to: 4 }]],
    [
      'went and came',
      [went(3), came(6)],
      true,
      [
        { from: 1, to: 3 },
        { from: 6, to: 9 },
      ],
    ],
    ['came and went', [came(3), went(6)], false, [{ from: 3, to: 6 }]],
    // The crossing itself knows better than what this node had noted before it.
    ['came, though noted as in', [came(4)], true, [{ from: 4, to: 9 }]],
    ['went, though not noted', [went(4)], false, [{ from: 1, to: 4 }]],
  ])('%s', (_name, entries, wasIn, expected) => {
    expect(stretchesInside(crossings(entries), 1, 9, wasIn)).toEqual(expected);
  });

  test('never an entry between a going and the next coming, whatever the order of things', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }),
        fc.boolean(),
        (seqs, wasIn) => {
          let isIn = wasIn;
          const entries = seqs
            .toSorted((one, other) => one - other)
            .map((seq) => {
              isIn = !isIn;
              return isIn ? came(seq) : went(seq);
            });
          const stretches = stretchesInside(crossings(entries), 1, 40, wasIn);
          let inside = wasIn;
          for (let seq = 1; seq <= 40; seq++) {
            const crossing = crossings(entries).find((one) => one.seq === seq);
            const visible = inside || crossing?.came === true;
            if (crossing) inside = crossing.came;
            expect(stretches.some(({ from, to }) => seq >= from && seq <= to)).toBe(visible);
          }
        },
      ),
    );
  });
});

describe('a stretch that is cut out', () => {
  test('has no word of what was changed after it', () => {
    const whole = packet(
      [message(1, { updatedSeq: 4, body: 'edited later' }), message(2), went(3), message(4)],
      {
        messages: [message(1, { updatedSeq: 4, body: 'edited later' })],
      },
    );
    const cut = cutOut(whole, { from: 1, to: 3 });
    expect(cut.entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(cut.entries[0]).toEqual({ seq: 1, hidden: true });
    expect(JSON.stringify(cut)).not.toContain('edited later');
  });

  test('keeps rows as of its end', () => {
    const whole = packet([message(5), message(6)], { messages: [message(2, { updatedSeq: 5 })] });
    expect(cutOut(whole, { from: 5, to: 5 }).messages).toHaveLength(1);
  });
});

test('a packet reaches back to the lowest seq that it names in any way', () => {
  const of = (entry: object) =>
    reachesBackTo(packet([{ ...common, seq: 50, ...entry } as unknown as SeenEntry]));
  expect(of({ kind: 'message', rootSeq: null })).toBe(50);
  expect(of({ kind: 'message', rootSeq: 7 })).toBe(7);
  expect(of({ kind: 'message.deleted', target: 30, targetRootSeq: 7 })).toBe(7);
  expect(of({ kind: 'thread.titled', target: 30 })).toBe(30);
  expect(reachesBackTo(packet([message(50)], { messages: [message(3)] }))).toBe(3);
});

test('packets of one turn become one, with the newest of each row', () => {
  const merged = mergePackets([
    packet([message(1)], { messages: [message(9, { body: 'old' })] }),
    packet([message(2), message(3)], { messages: [message(9, { body: 'new' })] }),
  ]);
  expect(merged?.entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(merged?.messages?.map(({ body }) => body)).toEqual(['new']);
});
