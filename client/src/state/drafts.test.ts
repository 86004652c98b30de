// @vitest-environment node
/** When the server hears of what somebody begins to write. */
import type { ChannelId } from '@atrium/shared';
import { expect, test } from 'vitest';
import { Random } from '../../../tests/random.ts';
import type { Connection } from '../net/connection.ts';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { DraftBook } from './drafts.ts';
import { memoryStorage } from './storage.ts';
import { silentBus } from './tabs.ts';

const conversation = { channelId: 'general' as ChannelId, rootSeq: null };

test('while somebody writes it waits for a pause; that it was sent is told at once', async () => {
  const timers = new FakeTimers(new Random(7));
  const told: string[] = [];
  const command = async (_name: string, draft: { body: string }) => {
    told.push(draft.body);
    return { draft: { ...draft, updatedAt: timers.now() } };
  };
  const connection = { command } as unknown as Connection;
  const drafts = new DraftBook({ connection, storage: memoryStorage(), bus: silentBus, timers });
  for (const body of ['S', 'Sa', 'Said']) {
    drafts.set(conversation, body);
    await timers.pass(200);
  }
  expect(told).toEqual([]);
  await timers.pass(1_500);
  expect(told).toEqual(['Said']);
  drafts.set(conversation, 'Said.');
  drafts.set(conversation, '');
  await timers.pass(1);
  expect(told).toEqual(['Said', '']);
  drafts.close();
});
