import type { ChannelId, MemberId, Standing } from '@atrium/shared';
import { expect, test } from 'vitest';
import { sync } from './sync.ts';

const ana = 'ana' as MemberId;
const channelId = 'harbour' as ChannelId;
const position = { epoch: 'e', seq: 4 };

/** Ana asks for what follows; while the journal is read, this happens. */
async function answerWhile(meanwhile: (standings: Map<MemberId, Standing>) => void) {
  const inIt = { memberId: ana, role: 'member', mutedUntil: 0, visibleFrom: 1 } as Standing;
  const standings = new Map([[ana, inIt]]);
  const journal = {
    state: {
      epoch: 'e',
      seq: 4,
      channel: { id: channelId, kind: 'private', archivedAt: null, sharedWith: [] },
    },
    standing: (memberId: MemberId) => standings.get(memberId) ?? null,
    after: async () => {
      await Promise.resolve();
      meanwhile(standings);
      return { state: 'rest', epoch: 'e', entries: [{ seq: 5 }], messages: [], threads: [], more: false };
    },
  };
  const actor = { memberId: ana, role: 'member', deactivated: false };
  const context = { core: { journals: { open: async () => journal } }, actor, now: 0 };
  const { channels } = await sync.run(
    context as never,
    { positions: [{ channelId, position }] },
    undefined as never,
  );
  return channels[0]?.state;
}

test('who is removed while the journal is read gets nothing of what came after', async () => {
  expect(await answerWhile(() => undefined)).toBe('rest');
  expect(await answerWhile((standings) => standings.delete(ana))).toBe('gone');
  expect(
    await answerWhile((standings) => standings.set(ana, { ...standings.get(ana)!, visibleFrom: 9 })),
  ).toBe('reset');
});
