/**
 * The only writer of a channel on this node. One batch is in flight at a time; what arrives meanwhile forms the next.
 *
 * An entry goes to the known head + 1, and the unique index on (channelId, seq) lets one writer win. The head is only
 * ever learnt from a majority read or from one's own acknowledged insert, and is forgotten on any error: every batch then
 * begins right after an entry that cannot be rolled back, so no gap can form. What became of a request is never guessed:
 * it is settled when its entry is seen in the journal ({@link observe}), or when its clientId is looked up.
 */
import { randomInt } from 'node:crypto';
import { AtriumError, type ChannelId, limits, type Message, type Seq } from '@atrium/shared';
import { comeBack, isStorageFull, isUnavailable } from '../database-errors.ts';
import { type ChannelHead, idKey, type Written } from './channel-head.ts';
import { DuplicateEntry, type EntryStore } from './entry-store.ts';
import { decide, type Decision } from './decide.ts';
import type { Pins } from './pins.ts';
import { type EntryRow, type Taken, toRow } from './row.ts';
import type { Rows } from './rows.ts';
import { Speculation } from './speculation.ts';
import { atTurnEnd } from './turn-end.ts';
import type { AppendRequest, AppendResult } from './types.ts';

export interface AppenderParts {
  channelId: ChannelId;
  head: ChannelHead;
  rows: Rows;
  pins: Pins;
  store: EntryStore;
  clock: () => number;
  /** Milliseconds that only go forward, for deadlines. */
  elapsed: () => number;
  pause: (ms: number) => Promise<void>;
  /** Takes in what others wrote, by a majority read. */
  refresh: () => Promise<void>;
  /** That the database has an entry is not only hearsay; else it is asked. `retry_later` when it does not say so. */
  isSure: (seq: Seq) => boolean;
  confirm: () => Promise<void>;
  /** The journal goes on with what this version does not understand: it cannot say who may write. */
  isFenced: () => boolean;
  take: (taken: readonly Taken[], loaded: ReadonlyMap<Seq, Message>) => void;
  onFault: (fault: 'lost_race' | 'ambiguous' | 'unavailable', error: unknown) => void;
}

interface Waiter {
  request: AppendRequest;
  key: string;
  since: number;
  /** Refused or without effect at a head that was asked for after it arrived, and not written before. */
  verified: boolean;
  settled: boolean;
  promise: Promise<AppendResult>;
  resolve: (result: AppendResult) => void;
  reject: (error: unknown) => void;
}

type Refused = { waiter: Waiter; decision: Decision };

/** A batch is at most {@link limits.batchBytesMax} in the database; entries weigh about what they take there, or less. */
const batchWeightMax = limits.batchBytesMax / 3;

export class Appender {
  readonly #parts: AppenderParts;
  readonly #queue: Waiter[] = [];
  readonly #waiters = new Map<string, Waiter>();
  #isRunning = false;
  #isHeadKnown = true;
  #attempt = 0;

  constructor(parts: AppenderParts) {
    this.#parts = parts;
  }

  get isIdle(): boolean {
    return !this.#isRunning && this.#waiters.size === 0;
  }

  append(request: AppendRequest): Promise<AppendResult> {
    const key = idKey(request.authorId, request.clientId);
    const written = this.#parts.head.ids.get(key);
    if (written) return this.#firstResult(request, written);
    const twin = this.#waiters.get(key);
    if (twin) return twin.request.digest === request.digest ? twin.promise : Promise.reject(usedBefore());
    if (this.#isClosed()) return Promise.reject(comeBack());
    const waiter = this.#waiter(request, key);
    this.#waiters.set(key, waiter);
    this.#queue.push(waiter);
    if (!this.#isRunning) {
      this.#isRunning = true;
      // What else arrives in this turn of the event loop goes into the same batch.
      atTurnEnd(() => void this.#run());
    }
    return waiter.promise;
  }

  waitsFor({ authorId, clientId }: Pick<EntryRow, 'authorId' | 'clientId'>): boolean {
    return clientId !== null && this.#waiters.has(idKey(authorId, clientId));
  }

  /** To be called with every entry that the journal takes in, in order. */
  observe({ entry, digest }: Taken): void {
    if (entry.clientId === null) return;
    const waiter = this.#waiters.get(idKey(entry.authorId, entry.clientId));
    if (waiter) this.#settleWritten(waiter, { seq: entry.seq, at: entry.at, digest });
  }

  /**
   * Gives up waiting once the oldest request is older than `ms`: all are told to come back, the younger ones too, so
   * that nobody's second message overtakes their first. What is in flight may still land; a resend finds it.
   */
  expire(ms: number): void {
    const [oldest] = this.#waiters.values();
    if (oldest && this.#parts.elapsed() - oldest.since >= ms) this.#refuseAll();
  }

  #refuseAll(): void {
    const error = comeBack();
    for (const waiter of [...this.#waiters.values()]) this.#refuse(waiter, error);
  }

  #isClosed(): boolean {
    return (
      this.#parts.isFenced() ||
      this.#waiters.size >= limits.appendQueueMax ||
      this.#parts.head.recent.unprojected >= limits.unprojectedMax
    );
  }

  async #firstResult(request: AppendRequest, written: Written): Promise<AppendResult> {
    if (!this.#parts.isSure(written.seq)) await this.#parts.confirm();
    if (written.digest !== request.digest) throw usedBefore();
    return this.#result(written.seq, written.at, true);
  }

  #result(seq: Seq, at: number, changed: boolean): AppendResult {
    return { channelId: this.#parts.channelId, epoch: this.#parts.head.state.epoch, seq, at, changed };
  }

  #waiter(request: AppendRequest, key: string): Waiter {
    let resolve!: Waiter['resolve'];
    let reject!: Waiter['reject'];
    const promise = new Promise<AppendResult>((onResult, onError) => {
      resolve = onResult;
      reject = onError;
    });
    const since = this.#parts.elapsed();
    return { request, key, since, verified: false, settled: false, promise, resolve, reject };
  }

  #settle(waiter: Waiter): void {
    waiter.settled = true;
    this.#waiters.delete(waiter.key);
  }

  #settleWritten(waiter: Waiter, written: Written): void {
    this.#settle(waiter);
    if (written.digest === waiter.request.digest) waiter.resolve(this.#result(written.seq, written.at, true));
    else waiter.reject(usedBefore());
  }

  #refuse(waiter: Waiter, error: unknown): void {
    this.#settle(waiter);
    waiter.reject(error);
  }

  async #run(): Promise<void> {
    for (this.#dropSettled(); this.#queue.length > 0; this.#dropSettled()) {
      const { seq } = this.#parts.head.state;
      try {
        await this.#round();
        this.#attempt = 0;
      } catch (error) {
        this.#isHeadKnown = false;
        // Losing to somebody whose entry was seen since is progress, not contention.
        this.#attempt = this.#parts.head.state.seq > seq ? 0 : this.#attempt + 1;
        await this.#backOff(error);
      }
    }
    this.#isRunning = false;
  }

  #dropSettled(): void {
    while (this.#queue[0]?.settled) this.#queue.shift();
  }

  async #backOff(error: unknown): Promise<void> {
    const { onFault, pause } = this.#parts;
    if (error instanceof DuplicateEntry) {
      onFault('lost_race', error);
      if (this.#attempt > 1) await pause(randomInt(2, Math.min(50, 2 ** this.#attempt) + 1));
      return;
    }
    onFault(isUnavailable(error) ? 'unavailable' : 'ambiguous', error);
    await pause(randomInt(2, Math.min(250, 4 ** this.#attempt) + 3));
  }

  async #round(): Promise<void> {
    const { head, rows, pins, store, take, refresh, channelId } = this.#parts;
    if (!this.#isHeadKnown) {
      await refresh();
      if (this.#parts.isFenced()) this.#refuseAll();
      this.#isHeadKnown = true;
      this.#dropSettled();
    }
    if (!this.#parts.isSure(head.state.seq)) await this.#parts.confirm();
    const batch = new Speculation(head, rows, pins);
    const waiters: Waiter[] = [];
    const filled = this.#fill(batch, waiters);
    const refused = filled instanceof Promise ? await filled : filled;
    if (refused && batch.holds) return this.#verify(refused.waiter, refused.decision);
    if (waiters.length === 0) return;
    if (!batch.holds) return this.#requeue(waiters);
    try {
      await store.insert(batch.taken.map((taken) => toRow(channelId, taken)));
    } catch (error) {
      // Whatever part of the batch landed is found by the next round's refresh.
      this.#isHeadKnown = false;
      this.#requeue(waiters);
      await this.#afterFailure(waiters, error);
      throw error;
    }
    take(batch.taken, batch.loaded);
  }

  /** Decides what fits in one batch. A refusal waits until it stands at the front, where nothing undecided is before it. */
  #fill(batch: Speculation, waiters: Waiter[]): Refused | null | Promise<Refused | null> {
    for (;;) {
      this.#dropSettled();
      const waiter = this.#queue[0];
      if (!waiter || waiters.length >= limits.batchEntriesMax || batch.weight >= batchWeightMax) return null;
      const pending = decide(waiter.request, batch);
      if (pending instanceof Promise) {
        return pending.then((decided) => {
          const end = this.#place(batch, waiters, waiter, decided);
          return end === undefined ? this.#fill(batch, waiters) : end;
        });
      }
      const end = this.#place(batch, waiters, waiter, pending);
      if (end !== undefined) return end;
    }
  }

  /** Takes a waiter into the batch, or says why the batch ends before it; undefined when it goes on. */
  #place(
    batch: Speculation,
    waiters: Waiter[],
    waiter: Waiter,
    decision: Decision,
  ): Refused | null | undefined {
    if (waiter.settled) return undefined;
    const draft = 'error' in decision ? null : decision.draft;
    if (draft === null) return waiters.length > 0 ? null : { waiter, decision };
    this.#queue.shift();
    batch.add(waiter.request, draft, this.#parts.clock());
    waiters.push(waiter);
    return undefined;
  }

  /**
   * Before a request is refused, or said to change nothing: was it carried out before, and does the answer hold at a
   * head that was read after it came? An acknowledgement that got lost must not turn into a refusal.
   */
  async #verify(waiter: Waiter, decision: Decision): Promise<void> {
    const { channelId, head, refresh, store } = this.#parts;
    if (!waiter.verified) {
      const { authorId, clientId } = waiter.request;
      const [row] = await Promise.all([store.written(channelId, authorId, clientId), refresh()]);
      waiter.verified = true;
      if (row && !waiter.settled) this.#settleWritten(waiter, row);
      return;
    }
    if ('error' in decision) this.#refuse(waiter, decision.error);
    else {
      this.#settle(waiter);
      waiter.resolve(this.#result(head.state.seq, head.at, false));
    }
  }

  #requeue(waiters: readonly Waiter[]): void {
    this.#queue.unshift(...waiters.filter(({ settled }) => !settled));
  }

  async #afterFailure(waiters: readonly Waiter[], error: unknown): Promise<void> {
    const { channelId, refresh, store } = this.#parts;
    if (error instanceof DuplicateEntry && error.key === 'clientId') {
      const waiter = waiters[error.index];
      if (!waiter || waiter.settled) return;
      const { authorId, clientId } = waiter.request;
      const row = await store.written(channelId, authorId, clientId);
      if (row && !waiter.settled) this.#settleWritten(waiter, row);
    } else if (isStorageFull(error)) {
      await refresh();
      for (const waiter of waiters) {
        if (!waiter.settled) this.#refuse(waiter, new AtriumError('storage_full', { cause: error }));
      }
    }
  }
}

function usedBefore(): AtriumError {
  return new AtriumError('conflict', { message: 'this clientId was used for something else' });
}
