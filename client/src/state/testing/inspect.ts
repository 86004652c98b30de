/** What must be true of a client once everything has come to rest, checked against the server's own journal. */
import { type ChannelId, laneOf, type MemberId, type Seq } from '@atrium/shared';
import type { FakeJournal } from '../../net/testing/fake-journal.ts';
import type { FakeServer } from '../../net/testing/fake-server.ts';
import type { TimelineView } from '../views.ts';
import type { Workspace } from '../workspace.ts';

/** Every broken promise, in words; none when all is well. */
export function brokenPromises(workspace: Workspace, server: FakeServer): string[] {
  const broken: string[] = [];
  for (const journal of server.journals.values()) {
    const { id } = journal.channel;
    const record = workspace.book.get(id);
    if (!record) {
      broken.push(`${id}: not known`);
      continue;
    }
    if (record.position.seq !== journal.entries.length)
      broken.push(`${id}: at ${record.position.seq} of ${journal.entries.length}`);
    for (const [seq, row] of record.journal.messages) {
      const truth = journal.head.messages.get(seq);
      if (JSON.stringify(row) !== JSON.stringify(truth))
        broken.push(`${id}/${seq}: ${JSON.stringify(row)} is not ${JSON.stringify(truth)}`);
    }
    for (const [seq, thread] of record.journal.threads) {
      const truth = journal.head.threads.get(seq);
      if (JSON.stringify({ ...thread, channelId: 0 }) !== JSON.stringify({ ...truth, channelId: 0 }))
        broken.push(`${id}/${seq}: thread differs`);
    }
    broken.push(...brokenReads(workspace, server, id));
  }
  // A change to what somebody deleted meanwhile is refused, and waits for its author to see that.
  const left = workspace.outbox.items().filter(({ failed }) => failed?.code !== 'message_deleted');
  if (left.length > 0) broken.push(`outbox: ${JSON.stringify(left)}`);
  return broken;
}

function brokenReads({ reads, self }: Workspace, server: FakeServer, channelId: ChannelId): string[] {
  const broken: string[] = [];
  const compare = (rootSeq: Seq | null) => {
    const [mine, truth] = [reads.unread({ channelId, rootSeq }), server.unread(self, channelId, rootSeq)];
    if (mine !== truth) broken.push(`${channelId}/${rootSeq}: ${mine} unread, not ${truth}`);
  };
  compare(null);
  for (const rootSeq of server.journal(channelId).head.threads.keys())
    if (server.isFollowing(self, channelId, rootSeq)) compare(rootSeq);
  return broken;
}

/** The window is one stretch of the lane, in order, without a gap or a double, up to the head if it says so. */
export function brokenWindow(view: TimelineView, journal: FakeJournal, rootSeq: Seq | null): string[] {
  const seqs: Seq[] = [];
  const keys = new Set<string>();
  const broken: string[] = [];
  for (const row of view.rows) {
    if (keys.has(row.key)) broken.push(`two rows ${row.key}`);
    keys.add(row.key);
    if (row.type === 'pending') broken.push(`pending: ${row.body}`);
    if (row.type === 'membership') seqs.push(...row.entries.map(({ seq }) => seq));
    else if ('seq' in row) seqs.push(row.seq);
    if (row.type === 'message' && row.message.body !== journal.head.messages.get(row.seq)?.body)
      broken.push(`${row.seq}: another text`);
  }
  const lane = journal.lane(rootSeq);
  const from = lane.indexOf(seqs[0] ?? -1);
  const expected = seqs.length === 0 ? [] : lane.slice(from, from + seqs.length);
  if (JSON.stringify(seqs) !== JSON.stringify(expected))
    broken.push(`rows ${seqs.join()} are not ${expected.join()}`);
  if (!view.hasAfter && view.status === 'ready' && (seqs.at(-1) ?? 0) !== (lane.at(-1) ?? 0))
    broken.push(`ends at ${seqs.at(-1)}, not ${lane.at(-1)}`);
  if (!view.hasBefore && view.status === 'ready' && (seqs[0] ?? 0) !== (lane[0] ?? 0))
    broken.push(`begins at ${seqs[0]}, not ${lane[0]}`);
  return broken;
}

/** One author's messages of one channel, as the journal has them. */
export function saidBy(journal: FakeJournal, memberId: MemberId): string[] {
  return journal.entries.flatMap((entry) =>
    entry.kind === 'message' && laneOf(entry) >= 0 && entry.authorId === memberId ? [entry.body] : [],
  );
}
