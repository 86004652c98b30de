// @vitest-environment node
/** A list in pages that changes while somebody reads further down in it. */
import { expect, test } from 'vitest';
import { Random } from '../../../tests/random.ts';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { Pager } from './pager.ts';

const answerMs = 100;
const pageLength = 3;

function list(length: number) {
  const timers = new FakeTimers(new Random(5));
  const rows = Array.from({ length }, (_, index) => index);
  const server = { rows, down: false, hidden: (_row: number): boolean => false };
  const pager = new Pager<number>({
    keyOf: String,
    timers,
    async fetch(cursor) {
      const from = Number(cursor ?? 0);
      const items = server.rows.slice(from, from + pageLength);
      const next = from + pageLength < server.rows.length ? String(from + pageLength) : null;
      await new Promise<void>((resolve) => void timers.after(answerMs, resolve));
      if (server.down) throw new Error('no answer');
      return { items: items.filter((row) => !server.hidden(row)), next };
    },
  });
  const open = async () => {
    void pager.reload();
    await timers.pass(answerMs);
  };
  return { timers, server, pager, open, shown: () => pager.store.getState().items };
}

test('a list that changes is fetched again as far as it was loaded', async () => {
  const { timers, server, pager, open, shown } = list(9);
  await open();
  void pager.loadMore();
  await timers.pass(answerMs);
  expect(shown()).toEqual([0, 1, 2, 3, 4, 5]);
  server.rows = [8, ...server.rows.slice(1, 8)];
  pager.reloadSoon();
  await timers.pass(10_000);
  expect(shown()).toEqual([8, 1, 2, 3, 4, 5]);
  expect(pager.store.getState().hasMore).toBe(true);
});

test('a page that was asked for comes though the list is fetched again meanwhile', async () => {
  const { timers, pager, open, shown } = list(6);
  await open();
  void pager.loadMore();
  await timers.pass(answerMs / 2);
  void pager.reload();
  await timers.pass(10_000);
  expect(shown()).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a page that is asked for while the list is fetched again comes after it', async () => {
  const { timers, pager, open, shown } = list(9);
  await open();
  void pager.reload();
  await timers.pass(answerMs / 2);
  void pager.loadMore();
  await timers.pass(10_000);
  expect(shown()).toEqual([0, 1, 2, 3, 4, 5]);
});

test('what is fetched again without success stays, and nothing comes to a list that was closed', async () => {
  const { timers, server, pager, open, shown } = list(6);
  await open();
  server.down = true;
  void pager.reload();
  await timers.pass(answerMs);
  expect([shown(), pager.store.getState().status]).toEqual([[0, 1, 2], 'error']);
  server.down = false;
  void pager.loadMore();
  pager.close();
  await timers.pass(10_000);
  expect(shown()).toEqual([0, 1, 2]);
});

test('a page of which nothing may be seen any more does not end the list', async () => {
  const { timers, server, pager, open, shown } = list(18);
  server.hidden = (row) => row < 6 || (row >= 9 && row < 15);
  await open();
  await timers.pass(10_000);
  expect(shown()).toEqual([6, 7, 8]);
  void pager.loadMore();
  await timers.pass(10_000);
  expect(shown()).toEqual([6, 7, 8, 15, 16, 17]);
  expect(pager.store.getState()).toMatchObject({ status: 'ready', hasMore: false });
});
