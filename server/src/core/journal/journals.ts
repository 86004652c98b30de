/** All journals of a node: opened once each, kept while somebody needs them, the least recently used let go. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AtriumError, type ChannelId, type ClientId, type EntriesPacket, limits } from '@atrium/shared';
import { createHash } from 'node:crypto';
import type { Log } from '../../log.ts';
import { ChannelJournal, type JournalFault, type JournalParts } from './channel-journal.ts';
import type { EntryStore } from './entry-store.ts';
import { emptyState, openChannel, type Opened, replayChannel } from './open-channel.ts';
import { Projector, type ProjectionStore } from './projector.ts';
import type { Plan } from './plan.ts';
import type { OpeningStore } from './row-store.ts';
import type { Journal, Journals } from './types.ts';

export interface JournalsOptions {
  epoch: string;
  store: EntryStore & OpeningStore;
  projection: ProjectionStore;
  clock: () => number;
  log: Log;
  onFault: (fault: JournalFault) => void;
  /** For tests of what happens when time passes. */
  times?: Partial<typeof defaultTimes>;
}

const defaultTimes = {
  ownDelayMs: 200,
  plainDelayMs: 2_000,
  foreignDelayMs: 3_000,
  holeMs: 10_000,
  appendWaitMs: limits.appendWaitMs as number,
  /** A journal that nobody used for this long may be let go. */
  idleMs: 60_000,
};

const sweepMs = 250;

export interface OwnJournals extends Journals {
  /** After entries of a channel were projected by this node. */
  onProjected(listener: (journal: Journal, plan: Plan) => void): void;
}

export function createJournals(options: JournalsOptions): OwnJournals {
  const { epoch, store, projection, clock, log } = options;
  const times = { ...defaultTimes, ...options.times };
  const elapsed = () => performance.now();
  const opening = new Map<ChannelId, Promise<ChannelJournal | null>>();
  /** In the order of their last use. */
  const journals = new Map<ChannelId, ChannelJournal>();
  const retained = new Map<ChannelId, number>();
  const entryListeners: Parameters<Journals['onEntries']>[0][] = [];
  const projectedListeners: Parameters<OwnJournals['onProjected']>[0][] = [];

  const guarded = (step: () => void) => {
    try {
      step();
    } catch (err) {
      log.error({ err }, 'a listener of the journals failed');
    }
  };
  const projector = new Projector({
    ...{ store: projection, log, elapsed },
    ...{
      ownDelayMs: times.ownDelayMs,
      plainDelayMs: times.plainDelayMs,
      foreignDelayMs: times.foreignDelayMs,
    },
    onProjected: (journal, plan) => {
      for (const listener of projectedListeners) guarded(() => listener(journal, plan));
    },
  });
  const parts: JournalParts = {
    ...{ store, clock, elapsed, holeMs: times.holeMs },
    pause: (ms) => sleep(ms),
    onFault: (fault, channelId, err) => {
      options.onFault(fault);
      if (fault !== 'lost_race') log.warn({ err, channelId, fault }, 'an append did not go as usual');
    },
    onTaken: (journal: ChannelJournal, packet: EntriesPacket) => {
      projector.schedule(journal, packet.entries);
      for (const listener of entryListeners) guarded(() => listener(journal, packet));
    },
    project: (journal) => projector.project(journal),
  };

  const begin = async (opened: Opened): Promise<ChannelJournal> => {
    const journal = new ChannelJournal(opened.state, opened.projectedSeq, parts);
    journal.head.at = opened.headAt;
    journal.head.lastMessageAt = opened.lastMessageAt;
    journal.head.lastMovedSeq = opened.lastMovedSeq;
    await journal.refresh();
    return journal;
  };

  const read = async (channelId: ChannelId): Promise<ChannelJournal | null> => {
    const opened = await openChannel(channelId, epoch, store);
    if (!opened) return null;
    let journal = await begin(opened);
    if (opened.rowsSeq > journal.state.seq) {
      // A newer version wrote them just then, from an entry at which the journal ends here.
      const replayed = await replayChannel(channelId, epoch, store);
      if (replayed) journal = await begin(replayed);
    }
    if (journal.state.channel.slowModeMs > 0) await journal.recallPosters();
    journals.set(channelId, journal);
    return journal;
  };

  const touch = (journal: ChannelJournal): ChannelJournal => {
    journal.usedAt = elapsed();
    journals.delete(journal.channelId);
    journals.set(journal.channelId, journal);
    return journal;
  };

  const openOne = async (channelId: ChannelId): Promise<ChannelJournal | null> => {
    const known = journals.get(channelId);
    if (known) return touch(known);
    const promise =
      opening.get(channelId) ??
      read(channelId).finally(() => {
        opening.delete(channelId);
      });
    opening.set(channelId, promise);
    return promise;
  };

  const letGo = () => {
    let excess = journals.size - limits.idleJournalsMax;
    for (const [channelId, journal] of journals) {
      if (excess <= 0 || elapsed() - journal.usedAt < times.idleMs) return;
      if (retained.has(channelId) || !journal.isIdle) continue;
      journals.delete(channelId);
      excess -= 1;
    }
  };
  const sweeper = setInterval(() => {
    for (const journal of journals.values()) journal.expire(times.appendWaitMs);
    letGo();
  }, sweepMs);
  sweeper.unref();

  return {
    epoch,
    open: openOne,
    peek: (channelId) => {
      const journal = journals.get(channelId);
      if (journal) journal.usedAt = elapsed();
      return journal;
    },
    known: () => journals.values(),
    retain: (channelId) => {
      retained.set(channelId, (retained.get(channelId) ?? 0) + 1);
    },
    release: (channelId) => {
      const left = (retained.get(channelId) ?? 0) - 1;
      if (left > 0) retained.set(channelId, left);
      else retained.delete(channelId);
    },
    create: async ({ channelId, authorId, clientId, digest, entries }) => {
      const known = await openOne(channelId);
      const [first] = entries;
      if (first?.kind !== 'channel.created') throw new Error('a channel begins with channel.created');
      const journal =
        known ?? journals.get(channelId) ?? new ChannelJournal(emptyState(epoch, first.channel), 0, parts);
      journals.set(channelId, journal);
      try {
        await Promise.all(
          entries.map((draft, index) =>
            journal.append({
              authorId,
              clientId: index === 0 ? clientId : partId(clientId, index),
              digest,
              decide: (state) => {
                // Somebody else's channel has this id.
                if (index === 0 && state.seq > 0) throw new AtriumError('conflict');
                const isIn = 'standing' in draft && state.standings.has(draft.standing.memberId);
                return isIn ? null : draft;
              },
            }),
          ),
        );
        return journal;
      } catch (error) {
        if (journal.state.seq === 0) journals.delete(channelId);
        throw error;
      }
    },
    onEntries: (listener) => void entryListeners.push(listener),
    onProjected: (listener) => void projectedListeners.push(listener),
    close: async () => {
      clearInterval(sweeper);
      await projector.close();
    },
  };
}

/** The clientId of one of several entries that a command appends: the same at each resend. */
function partId(clientId: ClientId, index: number): ClientId {
  return createHash('sha256').update(`${clientId} ${index}`).digest('base64url').slice(0, 22) as ClientId;
}
