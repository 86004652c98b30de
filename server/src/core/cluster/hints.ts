/**
 * Another node says that a channel has grown. What it brings along is taken in where it follows what is known here; else
 * the database is asked, once for all that was said meanwhile. A seq with nothing behind it costs one query, and ever fewer.
 */
import type { ChannelId, Seq } from '@atrium/shared';
import type { Turn } from '../delivery/turn.ts';
import type { HeardRow } from '../journal/heard-rows.ts';
import type { Journal, Journals } from '../journal/types.ts';

export interface Hints {
  heard(channelId: ChannelId, epoch: string, seq: Seq, rows?: readonly HeardRow[]): void;
}

export interface HintsOptions {
  journals: Pick<Journals, 'peek' | 'epoch'>;
  turn: Pick<Turn, 'collect'>;
  clock: () => number;
  count: (how: 'taken' | 'asked') => void;
  failed: (error: unknown, channelId: ChannelId) => void;
}

interface Asking {
  wanted: Seq;
  isUnderWay: boolean;
  /** Hints of late that brought nothing, and until when no more are followed for that. */
  empty: number;
  notBefore: number;
}

const patienceMs = 50;
const patienceMaxMs = 5_000;
const channelsMax = 10_000;

export function createHints({ journals, turn, clock, count, failed }: HintsOptions): Hints {
  const asking = new Map<ChannelId, Asking>();

  const ask = async (journal: Journal, state: Asking): Promise<void> => {
    state.isUnderWay = true;
    try {
      // What is said while a query is under way may have been too late for it.
      while (state.wanted > journal.state.seq && clock() >= state.notBefore) {
        const before = journal.state.seq;
        count('asked');
        await journal.refresh();
        if (journal.state.seq > before) {
          state.empty = 0;
          continue;
        }
        state.empty += 1;
        state.notBefore = clock() + Math.min(patienceMaxMs, patienceMs * 2 ** Math.min(state.empty, 10));
      }
    } catch (error) {
      failed(error, journal.channelId);
    } finally {
      state.isUnderWay = false;
    }
  };

  const stateOf = (channelId: ChannelId): Asking => {
    const known = asking.get(channelId);
    if (known) return known;
    const [oldest] = asking.keys();
    if (asking.size >= channelsMax && oldest !== undefined) asking.delete(oldest);
    const fresh: Asking = { wanted: 0, isUnderWay: false, empty: 0, notBefore: 0 };
    asking.set(channelId, fresh);
    return fresh;
  };

  return {
    heard: (channelId, epoch, seq, rows) => {
      const journal = epoch === journals.epoch ? journals.peek(channelId) : undefined;
      if (!journal || seq <= journal.state.seq) return;
      if (rows?.every((row) => row.channelId === channelId) && journal.hear(rows)) {
        count('taken');
        if (seq <= journal.state.seq) return;
      }
      const state = stateOf(channelId);
      const isScheduled = state.wanted > journal.state.seq && state.isUnderWay;
      state.wanted = Math.max(state.wanted, seq);
      if (isScheduled || clock() < state.notBefore) return;
      state.isUnderWay = true;
      turn.collect(() => void ask(journal, state));
    },
  };
}
