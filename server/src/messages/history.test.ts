import type { ChannelId, MemberId, Standing } from '@atrium/shared';
import { expect, test } from 'vitest';
import { toPage } from './history.ts';

const ana = 'ana' as MemberId;
const channelId = 'harbour' as ChannelId;

/** Ana reads a page; while the journal is read, this happens. */
async function pageWhile(meanwhile: (standings: Map<MemberId, Standing>) => void) {
  const inIt = { memberId: ana, role: 'member', mutedUntil: 0, visibleFrom: 1 } as Standing;
  const standings = new Map([[ana, inIt]]);
  const channel = { id: channelId, kind: 'private', archivedAt: null, sharedWith: [] };
  const journal = {
    channelId,
    state: { epoch: 'e', seq: 4, channel },
    standing: (memberId: MemberId) => standings.get(memberId) ?? null,
    history: async () => {
      await Promise.resolve();
      meanwhile(standings);
      return { entries: [], asOf: { epoch: 'e', seq: 5 }, hasBefore: false, hasAfter: false };
    },
  };
  const actor = { memberId: ana, role: 'member', deactivated: false };
  const here = { journal, place: { channel, standing: inIt, now: 0 } };
  return toPage({ actor, now: 0 } as never, here as never, { rootSeq: null, limit: 50 });
}

test('who is removed while a page is read does not get it', async () => {
  expect((await pageWhile(() => undefined)).asOf.seq).toBe(5);
  await expect(pageWhile((standings) => standings.delete(ana))).rejects.toMatchObject({ code: 'not_found' });
  await expect(
    pageWhile((standings) => standings.set(ana, { ...standings.get(ana)!, visibleFrom: 9 })),
  ).rejects.toMatchObject({ code: 'retry_later' });
});
