import { expect, test } from 'vitest';
import { channelSummaries } from './summary.ts';

test('a database that fails fails the command, and nothing besides', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  const failing = {
    find: () => ({ toArray: () => Promise.reject(new Error('gone')), sort() {}, limit() {} }),
  };
  const marks = { find: () => ({ toArray: () => Promise.resolve([]) }) };
  const connection = { collection: (name: string) => (name === 'reads' ? marks : failing) };
  const journal = {
    channelId: 'harbour',
    state: { seq: 4, n: 2 },
    standing: () => ({ memberId: 'ana', joinedSeq: 2 }),
    ordinalAt: () => Promise.reject(new Error('gone first')),
    deletedAfter: () => Promise.resolve(0),
    projected: () => Promise.resolve(),
  };
  const core = { db: { connection }, clock: () => 0 };
  const actor = { memberId: 'ana', role: 'member', deactivated: false };
  const asked = channelSummaries({ core, actor } as never, [journal] as never);
  await expect(asked).rejects.toThrow('gone');
  // Node tells of unhandled rejections once the turn is over.
  for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});
