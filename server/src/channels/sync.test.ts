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

test('those who ask after one position at one head share the reading of it, until something is said', async () => {
  let read = 0;
  const state = {
    epoch: 'e',
    seq: 6,
    channel: { id: channelId, kind: 'private', archivedAt: null, sharedWith: [] },
  };
  const standings = new Map<MemberId, Partial<Standing>>([
    [ana, { memberId: ana, role: 'member', mutedUntil: 0, visibleFrom: 1 } as Standing],
    [
      'gus' as MemberId,
      { memberId: 'gus' as MemberId, role: 'member', mutedUntil: 0, visibleFrom: 5 } as Standing,
    ],
  ]);
  const journal = {
    state,
    standing: (memberId: MemberId) => standings.get(memberId) ?? null,
    after: async ({ seq }: { seq: number }, { visibleFrom }: { visibleFrom: number }) => {
      read += 1;
      const entries = [{ seq: seq + 1, hidden: seq + 1 < visibleFrom }];
      return { state: 'rest', epoch: 'e', entries, messages: [], threads: [], more: false };
    },
  };
  const ask = async (memberId: MemberId, seq: number) => {
    const context = {
      core: { journals: { open: async () => journal } },
      actor: { memberId, role: 'member', deactivated: false },
      now: 0,
    };
    const positions = [{ channelId, position: { epoch: 'e', seq } }];
    const { channels } = await sync.run(context as never, { positions } as never, undefined as never);
    return channels[0] as { entries: { seq: number; hidden: boolean }[] };
  };
  const [one, other] = await Promise.all([ask(ana, 3), ask(ana, 3)]);
  expect(one).toBe(other);
  expect(read).toBe(1);
  expect((await ask(ana, 4)).entries[0]?.seq).toBe(5);
  expect(read).toBe(2);
  // Whose history begins later never gets what the others share.
  expect((await ask('gus' as MemberId, 3)).entries[0]).toEqual({ seq: 4, hidden: true });
  expect(read).toBe(3);
  state.seq = 7;
  expect(await ask(ana, 3)).not.toBe(one);
  expect(read).toBe(4);
});
