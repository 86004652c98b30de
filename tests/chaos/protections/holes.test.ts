/** A hole in a journal cannot come about under the rules of appending; where one is there all the same, it is closed. */
import { expect, test } from 'vitest';
import { ChannelJournal, type JournalFault } from '../../../server/src/core/journal/channel-journal.ts';
import { check } from '../checker/checker.ts';
import { ana, gather, historyOf, olive, post, Reader, startNode, Store } from './ground.ts';

const holeMs = 10_000;
const holeSeq = 4;

/** Entries up to 5, of which the fourth is gone from the store: a node that begins sees it, after three. */
async function withHole() {
  const store = new Store();
  const writer = startNode(store, null);
  await gather(writer);
  for (const author of [olive, ana, olive]) await writer.append(post(author));
  const lost = store.rows.find(({ seq }) => seq === holeSeq);
  if (!lost) throw new Error('the journal is shorter than that');
  store.rows = store.rows.filter((row) => row !== lost);
  const time = { now: 0 };
  const faults: JournalFault[] = [];
  const start = (reader: Reader | null, afterMs = holeMs) =>
    startNode(store, reader, ChannelJournal, {
      elapsed: () => time.now,
      clock: () => store.rows[0]!.at + time.now,
      holeMs: afterMs,
      onFault: (fault) => void faults.push(fault),
    });
  return { store, time, faults, lost, start };
}

test.each([true, false])(
  'with the protection: %s, a hole that has stood for 10 s is filled',
  async (isOn) => {
    const { store, time, faults, start } = await withHole();
    const reader = new Reader(olive);
    const node = start(reader, isOn ? holeMs : Number.POSITIVE_INFINITY);
    await node.refresh();
    time.now = holeMs - 1;
    await node.refresh();
    expect(node.state.seq).toBe(holeSeq - 1);
    expect(faults).toEqual([]);
    time.now = holeMs;
    await node.refresh();
    const log = store.rows.toSorted((a, b) => a.seq - b.seq);
    expect(Object.keys(check({ ...historyOf(store, [reader]), log: log as never }))).toEqual(
      isOn ? [] : ['noGaps'],
    );
    expect(reader.seq).toBe(isOn ? 5 : holeSeq - 1);
    expect(faults).toEqual(isOn ? ['hole'] : []);
  },
);

test('of two nodes that fill it at the same time one does, and both go on', async () => {
  const { store, time, start } = await withHole();
  const nodes = [start(null), start(null)];
  for (const now of [0, holeMs]) {
    time.now = now;
    await Promise.all(nodes.map((node) => node.refresh()));
  }
  expect(nodes.map(({ state }) => state.seq)).toEqual([5, 5]);
  expect(store.rows.filter(({ kind }) => kind === 'noop')).toHaveLength(1);
});

test('what comes after all takes its place: nothing is put over it', async () => {
  const { store, time, faults, lost, start } = await withHole();
  const node = start(null);
  await node.refresh();
  store.rows.push(lost);
  time.now = holeMs;
  await node.refresh();
  expect(node.state.seq).toBe(5);
  expect(store.rows.filter(({ kind }) => kind === 'noop')).toEqual([]);
  expect(faults).toEqual([]);
});
