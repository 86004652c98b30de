/** Opening a channel in which a newer version has written: its rows are not to be taken for what this version would make. */
import type { Channel, ChannelId, MemberId, Standing } from '@atrium/shared';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createJournals } from './journals.ts';
import type { ChannelRow, StandingRow } from './models.ts';
import type { EntryRow } from './row.ts';

const channelId = 'harbour' as ChannelId;
const [olive, ana] = ['olive', 'ana'] as [MemberId, MemberId];

const channel: Channel = {
  ...{ id: channelId, kind: 'private', name: 'harbour', topic: '', purpose: '', postingPolicy: 'everyone' },
  ...{ slowModeMs: 0, archivedAt: null, sharedWith: [], createdBy: olive, createdAt: 1, directMemberIds: [] },
};
const standing = (memberId: MemberId, joinedSeq: number): Standing => {
  return { memberId, role: 'member', mutedUntil: 0, muteReason: '', visibleFrom: 1, joinedSeq };
};
const row = (seq: number, kind: string, fields: object): EntryRow => {
  const common = { channelId, seq, at: seq, authorId: olive, clientId: null, digest: '', n: 0, lane: 0 };
  return { ...common, kind: kind as EntryRow['kind'], ...fields };
};
const entries = [
  row(1, 'channel.created', { channel }),
  row(2, 'member.joined', { standing: standing(olive, 2), reason: '' }),
  row(3, 'member.held', { standing: standing(olive, 2), reason: '' }),
  row(4, 'member.joined', { standing: standing(ana, 4), reason: '' }),
];
const standingRow = (memberId: MemberId, seq: number): StandingRow => {
  return { ...standing(memberId, seq), channelId, present: true, updatedSeq: seq };
};

/** Opens it with these rows in the database. */
async function open(projected: Pick<ChannelRow, 'projectedSeq' | 'entryVersion'>, standings: StandingRow[]) {
  const { id: _id, ...fields } = channel;
  const counts = { headN: 0, headAt: 0, lastMessageAt: null, memberCount: 1 };
  const faults: string[] = [];
  const store = {
    channel: async () => ({ _id, ...fields, ...counts, ...projected }),
    standings: async () => standings,
    after: async (_id: ChannelId, seq: number, limit: number) =>
      entries.filter((entry) => entry.seq > seq).slice(0, limit),
  };
  const journals = createJournals({
    ...{ epoch: 'epoch', store: store as never, projection: { write: async () => new Set() } as never },
    ...{ clock: () => 1, log: pino({ level: 'silent' }) as never },
    onFault: (fault) => faults.push(fault),
  });
  const journal = await journals.open(channelId);
  if (!journal) throw new Error('there is no such channel');
  const { seq, standings: found } = journal.state;
  return { seq, members: [...found.keys()], faults };
}

const both = [standingRow(olive, 2), standingRow(ana, 4)];

test('rows of this version are what a channel begins with', async () => {
  expect(await open({ projectedSeq: 2 }, [standingRow(olive, 2)])).toMatchObject({
    seq: 2,
    members: [olive],
  });
  expect(await open({ projectedSeq: 4, entryVersion: 1 }, both)).toMatchObject({ seq: 4, faults: [] });
});

test('rows of a newer one are left alone: the journal ends where it ended for a node that was running', async () => {
  const opened = await open({ projectedSeq: 4, entryVersion: 2 }, both);
  expect(opened).toEqual({ seq: 2, members: [olive], faults: ['unknown_kind'] });
});

test('also when the newer one is writing them just now', async () => {
  expect(await open({ projectedSeq: 2 }, both)).toMatchObject({ seq: 2, members: [olive] });
});
