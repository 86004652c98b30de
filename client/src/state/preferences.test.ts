// @vitest-environment node
/** What a person's settings show while changes of them are on their way, and once some are refused. */
import { AtriumError, type ChannelId, defaultPreferences } from '@atrium/shared';
import { expect, test } from 'vitest';
import type { Connection } from '../net/connection.ts';
import { PreferenceBook } from './preferences.ts';

const channelId = 'general' as ChannelId;

/** A book, and the commands that wait for their answer: each can be answered as a server would, or refused. */
function start() {
  let stored: object = defaultPreferences;
  let storedChannel: object = { channelId, level: null, section: null, order: 0 };
  const asked: { answer: () => void; refuse: () => void }[] = [];
  const command = (name: string, change: object) =>
    new Promise((resolve, reject) => {
      asked.push({
        answer() {
          if (name === 'preferences.set') stored = { ...stored, ...change };
          else storedChannel = { ...storedChannel, ...change };
          resolve({ preferences: stored, preference: storedChannel });
        },
        refuse: () => reject(new AtriumError('retry_later')),
      });
    });
  const book = new PreferenceBook({ command } as unknown as Connection);
  return { book, asked };
}

test('two changes that are both refused leave what the server has', async () => {
  const { book, asked } = start();
  const changes = [book.set({ theme: 'dark' }), book.set({ density: 'compact' })];
  expect(book.all).toMatchObject({ theme: 'dark', density: 'compact' });
  for (const { refuse } of asked) refuse();
  await Promise.allSettled(changes);
  expect(book.all).toEqual(defaultPreferences);
});

test('an answer or a refusal leaves what else was changed', async () => {
  const { book, asked } = start();
  const changes = [book.set({ theme: 'dark' }), book.set({ density: 'compact' }), book.set({ sound: false })];
  asked[0]?.refuse();
  await Promise.allSettled(changes.slice(0, 1));
  expect(book.all).toEqual({ ...defaultPreferences, density: 'compact', sound: false });
  asked[1]?.answer();
  await changes[1];
  expect(book.all).toEqual({ ...defaultPreferences, density: 'compact', sound: false });
  // From another device, meanwhile.
  book.put({ ...defaultPreferences, density: 'compact', level: 'nothing' });
  asked[2]?.refuse();
  await Promise.allSettled(changes);
  expect(book.all).toEqual({ ...defaultPreferences, density: 'compact', level: 'nothing' });
});

test('the same of a channel', async () => {
  const { book, asked } = start();
  const changes = [
    book.setChannel(channelId, { level: 'nothing' }),
    book.setChannel(channelId, { section: 'Team' }),
  ];
  expect(book.channel(channelId)).toMatchObject({ level: 'nothing', section: 'Team' });
  for (const { refuse } of asked) refuse();
  await Promise.allSettled(changes);
  expect(book.channel(channelId)).toMatchObject({ level: null, section: null });
});
