import { expect, test } from 'vitest';
import { channelSearch, seqOf, threadOf } from './search.ts';

test('an entry is named by a whole number from 1 on, and by nothing else', () => {
  expect(['1', '42', 7].map(seqOf)).toEqual([1, 42, 7]);
  for (const value of ['', 'threads', '0', '-1', '1.5', '1e99', 'NaN', null, {}])
    expect(seqOf(value)).toBeUndefined();
});

test('a thread beside is named by its channel and its root, with the reply to show', () => {
  expect(threadOf({ thread: 'chan-nel_1.12' })).toEqual({
    channelId: 'chan-nel_1',
    rootSeq: 12,
    reply: null,
  });
  expect(threadOf({ thread: 'channel.12.13' })).toMatchObject({ rootSeq: 12, reply: 13 });
  for (const thread of ['channel', 'channel.', '.12', 'channel.0', 'channel.x', 'channel.1.2.3', 'a.b.c'])
    expect(threadOf({ thread }), thread).toBeNull();
  expect(threadOf({})).toBeNull();
});

test('what a channel’s address cannot mean is left out', () => {
  expect(channelSearch({ thread: 'x', reply: 3, full: true, details: 'nothing' })).toEqual({});
  expect(channelSearch({ thread: '4', reply: '5', full: true })).toEqual({ thread: 4, reply: 5, full: true });
});
