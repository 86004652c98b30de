import {
  type ChannelId,
  type ClientId,
  type Entry,
  type MemberId,
  type Message,
  newId,
} from '@atrium/shared';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChannelJournal } from './channel-journal.ts';
import { emptyState } from './open-channel.ts';
import { Projector, type ProjectionStore } from './projector.ts';
import { ChannelHead } from './channel-head.ts';
import { Rows } from './rows.ts';

const ana = newId<MemberId>();
const times = { ownDelayMs: 200, plainDelayMs: 1_000, foreignDelayMs: 3_000 };

/** A journal as far as the projector looks at it. */
function journalOf(name: string): ChannelJournal {
  const channelId = name as ChannelId;
  const channel = { id: channelId, kind: 'public', directMemberIds: [] } as never;
  const head = new ChannelHead(emptyState('epoch', channel), 0);
  const rows = new Rows(channelId, head, {} as never);
  return {
    channelId,
    head,
    rows,
    ownSeq: 0,
    hasForeign: false,
    get state() {
      return head.state;
    },
  } as never;
}

function post(journal: ChannelJournal, projector: Projector, mentions: MemberId[] = []): void {
  const { seq, n } = journal.state;
  const entry: Message = {
    ...{ kind: 'message', seq: seq + 1, at: 1, authorId: ana, n: n + 1, rn: 0, clientId: newId<ClientId>() },
    ...{ rootSeq: null, body: 'hello', action: false, mentions: { members: mentions, everyone: null } },
    ...{ reactions: [], files: [], pinnedAt: null, editedAt: null, deletedAt: null, updatedSeq: seq + 1 },
  };
  journal.head.apply({ entry: entry as Entry, digest: '' });
  journal.ownSeq = entry.seq;
  projector.schedule(journal, [entry]);
}

describe('when rows are written', () => {
  const flushes: string[][] = [];
  let projector: Projector;
  beforeEach(() => {
    vi.useFakeTimers();
    flushes.length = 0;
    const store: ProjectionStore = {
      write: async (plans) => {
        flushes.push(plans.map((plan) => JSON.stringify(plan.channel).match(/"_id":"(\w+)"/)?.[1] ?? ''));
        return new Set();
      },
      projectedSeq: async () => 0,
      follows: async () => [],
      roles: async () => new Map(),
    };
    const options = { ...times, store, elapsed: () => Date.now(), onProjected: () => undefined };
    projector = new Projector({ ...options, log: pino({ level: 'silent' }) as never });
  });
  afterEach(async () => {
    await projector.close();
    vi.useRealTimers();
  });

  test('plain messages of many channels are one flush a second, a mention is told at once', async () => {
    const [a, b, c] = [journalOf('a'), journalOf('b'), journalOf('c')];
    post(a, projector);
    await vi.advanceTimersByTimeAsync(300);
    post(b, projector);
    await vi.advanceTimersByTimeAsync(300);
    post(a, projector);
    expect(flushes).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    expect(flushes).toEqual([['a', 'b']]);
    post(c, projector, [newId<MemberId>()]);
    await vi.advanceTimersByTimeAsync(250);
    expect(flushes).toEqual([['a', 'b'], ['c']]);
  });

  test('who waits for one channel does not wait for the others, and a flood is not kept', async () => {
    const [a, b] = [journalOf('a'), journalOf('b')];
    post(a, projector);
    post(b, projector);
    const projected = projector.project(a);
    await vi.advanceTimersByTimeAsync(1);
    await projected;
    expect(flushes).toEqual([['a']]);
    for (let count = 0; count < 2_100; count += 1) post(b, projector);
    await vi.advanceTimersByTimeAsync(250);
    expect(flushes).toEqual([['a'], ['b']]);
  });
});
