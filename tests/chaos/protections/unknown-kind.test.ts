/** Two versions at once: an older node, and an entry of a kind that only the newer one knows. */
import { expect, test } from 'vitest';
import { ChannelJournal, type JournalFault } from '../../../server/src/core/journal/channel-journal.ts';
import { wholeHistory } from '../../../server/src/core/journal/seen-by.ts';
import { ana, gather, olive, post, Reader, startNode, Store } from './ground.ts';

/** Three entries; a fourth, by a newer node, of some kind; and a fifth. */
async function withKind(kind: string) {
  const store = new Store();
  const newer = startNode(store, null);
  await gather(newer);
  await newer.append(post(olive));
  const faults: JournalFault[] = [];
  const reader = new Reader(ana);
  const onFault = (fault: JournalFault) => void faults.push(fault);
  const older = startNode(store, reader, ChannelJournal, { onFault });
  await older.refresh();
  for (const author of [olive, ana]) await newer.append(post(author));
  Object.assign(store.rows[3]!, { kind });
  return { store, older, reader, faults };
}

test('of a kind it knows: it goes on', async () => {
  const { store, older, reader } = await withKind('noop');
  await older.append(post(ana));
  expect(store.rows).toHaveLength(6);
  expect(reader.seq).toBe(6);
});

test('of a kind it does not know: it shows nothing from there on, and lets nobody write', async () => {
  const { store, older, reader, faults } = await withKind('member.held');
  const comeBack = { code: 'retry_later', retryable: true };
  // The first finds out, both who are sent on with it; later ones are told at once.
  const first = [post(ana), post(olive)].map((request) => older.append(request));
  for (const one of first) await expect(one).rejects.toMatchObject(comeBack);
  await expect(older.append(post(ana))).rejects.toMatchObject(comeBack);
  await older.refresh();
  expect(store.rows).toHaveLength(5);
  expect([older.state.seq, reader.seq]).toEqual([3, 3]);
  expect(faults.filter((fault) => fault === 'unknown_kind')).toHaveLength(1);
  const read = await older.after({ epoch: 'e', seq: 0 }, wholeHistory);
  expect(read).toMatchObject({ state: 'rest', more: false });
});
