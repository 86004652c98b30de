// @vitest-environment node
import type { ChannelId, FollowState } from '@atrium/shared';
import { expect, test } from 'vitest';
import { FollowBook } from './follows.ts';

const thread = { channelId: 'general' as ChannelId, rootSeq: 5 };
const chosen = (following: boolean, asOf: number): FollowState => ({
  ...thread,
  following,
  why: 'chosen',
  asOf,
});

test('who stopped following is not brought back by a mention, whichever of the two is heard of first', () => {
  const [before, after] = [new FollowBook(), new FollowBook()];
  before.put(chosen(false, 10));
  before.begin(thread, 'mentioned', 11);
  after.begin(thread, 'mentioned', 11);
  after.put(chosen(false, 10));
  expect(before.get(thread)).toEqual(chosen(false, 10));
  expect(after.get(thread)).toEqual(before.get(thread));
});

test('a beginning that is told of late, as of the same entry, does not undo a choice', () => {
  const book = new FollowBook();
  book.put(chosen(false, 10));
  expect(book.put({ ...thread, following: true, why: 'mentioned', asOf: 10 })).toBe(false);
  expect(book.get(thread)).toEqual(chosen(false, 10));
});

test('a reply follows again, whichever is heard of first', () => {
  const [before, after] = [new FollowBook(), new FollowBook()];
  before.put(chosen(false, 10));
  before.again(thread, 11);
  after.again(thread, 11);
  after.put(chosen(false, 10));
  expect(before.get(thread)).toMatchObject({ following: true, why: 'replied', asOf: 11 });
  expect(after.get(thread)).toEqual(before.get(thread));
});
