/**
 * Brings rows up to the journals, for many channels in one go: what a node appended within a moment, what another node
 * appended (and may have died before projecting) a few seconds later. What nobody is told of waits a little longer and is
 * written once for all that came meanwhile: in small channels rows would cost more than the messages. One flush runs at a
 * time; a read that needs rows as of the head asks for one and waits.
 */
import type { EntriesPacket } from '@atrium/shared';
import type { Log } from '../../log.ts';
import { type ActivitySources, tells } from './activity-plan.ts';
import type { ChannelJournal } from './channel-journal.ts';
import type { Plan } from './plan.ts';
import { planProjection } from './projection-plan.ts';

export interface ProjectionStore extends ActivitySources {
  /** Writes all of it; channels last. Returns the indices of the plans whose channel's row was newer already. */
  write(plans: readonly Plan[]): Promise<ReadonlySet<number>>;
  projectedSeq(channelId: ChannelJournal['channelId']): Promise<number>;
}

export interface ProjectorOptions {
  store: ProjectionStore;
  log: Log;
  elapsed: () => number;
  /** How long own entries wait for others to be projected with. */
  ownDelayMs: number;
  /** The same for messages that concern nobody in particular: they move marks and counts, nothing else. */
  plainDelayMs: number;
  /** How long the node that appended an entry is given to project it. */
  foreignDelayMs: number;
  onProjected: (journal: ChannelJournal, plan: Plan) => void;
}

interface Waiter {
  journal: ChannelJournal;
  seq: number;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const journalsPerFlush = 500;
const retryMs = 500;
/** So much earlier than it is due a channel is projected together with others. */
const earlyMs = 500;
/** With more than this waiting even plain messages are projected soon: they are kept in memory until then. */
const plainMax = 2_000;

export class Projector {
  readonly #options: ProjectorOptions;
  readonly #due = new Map<ChannelJournal, number>();
  #waiters: Waiter[] = [];
  #timer: NodeJS.Timeout | null = null;
  #timerAt = Number.POSITIVE_INFINITY;
  #flushing: Promise<void> | null = null;

  constructor(options: ProjectorOptions) {
    this.#options = options;
  }

  /** Entries of a journal are to be projected. */
  schedule(journal: ChannelJournal, entries: EntriesPacket['entries']): void {
    const at = this.#options.elapsed() + this.#delayMs(journal, entries);
    const known = this.#due.get(journal);
    if (known !== undefined && known <= at) return;
    this.#due.set(journal, at);
    this.#armFor(at);
  }

  #delayMs({ head: { recent, state }, ownSeq }: ChannelJournal, entries: EntriesPacket['entries']): number {
    const { ownDelayMs, plainDelayMs, foreignDelayMs } = this.#options;
    if (ownSeq <= recent.projectedSeq) return foreignDelayMs;
    if (recent.unprojected > plainMax) return ownDelayMs;
    const isDirect = state.channel.kind === 'direct';
    return entries.every((entry) => isPlain(entry, isDirect)) ? plainDelayMs : ownDelayMs;
  }

  /** Resolves when rows are as of the journal's present head. */
  project(journal: ChannelJournal): Promise<void> {
    const { seq } = journal.state;
    return new Promise((resolve, reject) => {
      this.#waiters.push({ journal, seq, resolve, reject });
      this.#due.set(journal, 0);
      this.#armFor(0);
    });
  }

  async close(): Promise<void> {
    for (const journal of this.#due.keys()) this.#due.set(journal, 0);
    for (let tries = 0; this.#due.size > 0 && tries < 3; tries += 1) await this.#flush();
    await this.#flushing;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #armFor(at: number): void {
    if (this.#flushing || at >= this.#timerAt) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => void this.#flush(), Math.max(0, at - this.#options.elapsed()));
    this.#timer.unref();
  }

  #flush(): Promise<void> {
    this.#timerAt = Number.POSITIVE_INFINITY;
    this.#flushing ??= this.#flushDue().finally(() => {
      this.#flushing = null;
      this.#armFor(Math.min(...this.#due.values()));
    });
    return this.#flushing;
  }

  async #flushDue(): Promise<void> {
    const now = this.#options.elapsed();
    const some = this.#dueBy(now).slice(0, journalsPerFlush);
    for (const journal of some) this.#due.delete(journal);
    try {
      const planned = await this.#plan(some);
      const newer = await this.#options.store.write(planned.map(({ plan }) => plan));
      for (const [index, { journal, plan }] of planned.entries()) this.#done(journal, plan, newer.has(index));
    } catch (error) {
      this.#options.log.warn({ err: error }, 'entries could not be projected yet');
      for (const journal of some) this.#due.set(journal, now + retryMs);
      this.#fail(error);
    }
    this.#release();
  }

  /** And what is due soon after, unless somebody waits for this flush: else each channel would get one of its own. */
  #dueBy(now: number): ChannelJournal[] {
    const due = [...this.#due];
    const isAwaited = due.every(([, at]) => at === 0 || at > now);
    const until = isAwaited ? now : now + earlyMs;
    return due.filter(([, at]) => at <= until).map(([journal]) => journal);
  }

  async #plan(journals: readonly ChannelJournal[]): Promise<{ journal: ChannelJournal; plan: Plan }[]> {
    const planned = [];
    for (const journal of journals) {
      if (journal.hasForeign) await this.#skipProjected(journal);
      if (journal.head.recent.unprojected === 0) continue;
      planned.push({ journal, plan: await planProjection(journal, this.#options.store) });
    }
    return planned;
  }

  /** Another node may have done it. */
  async #skipProjected(journal: ChannelJournal): Promise<void> {
    const seq = await this.#options.store.projectedSeq(journal.channelId);
    journal.head.recent.setProjected(Math.min(seq, journal.state.seq));
    journal.hasForeign = false;
  }

  #done(journal: ChannelJournal, plan: Plan, wasNewer: boolean): void {
    journal.head.recent.setProjected(plan.to);
    this.#options.onProjected(journal, plan);
    // What this wrote late may have undone what the other node wrote after it: once it has seen that, it writes it again.
    if (wasNewer) journal.mustProject = true;
    const { recent } = journal.head;
    if (recent.unprojected > 0)
      this.schedule(
        journal,
        recent.after(plan.to).map(({ entry }) => entry),
      );
  }

  #release(): void {
    this.#waiters = this.#waiters.filter(({ journal, seq, resolve }) => {
      if (journal.head.recent.projectedSeq < seq) return true;
      resolve();
      return false;
    });
  }

  #fail(error: unknown): void {
    for (const { reject } of this.#waiters.splice(0)) reject(error);
  }
}

/** A message of the channel itself that is told to nobody: it moves marks and counts, and changes no other row. */
function isPlain(entry: EntriesPacket['entries'][number], isDirect: boolean): boolean {
  return 'kind' in entry && entry.kind === 'message' && !tells(entry, isDirect);
}
