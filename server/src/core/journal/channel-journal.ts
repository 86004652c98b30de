/** One channel's journal on this node: the parts around one {@link ChannelHead}, and what everybody else may ask of it. */
import type {
  ChannelId,
  EntriesPacket,
  JournalState,
  MemberId,
  Message,
  Position,
  Seq,
  Standing,
  Thread,
} from '@atrium/shared';
import { Appender } from './appender.ts';
import { CatchUpReader, threadNamedBy } from './catch-up.ts';
import { ChannelHead } from './channel-head.ts';
import type { EntryStore } from './entry-store.ts';
import { Pages } from './pages.ts';
import { Pins } from './pins.ts';
import { type HeardRow, heardRows } from './heard-rows.ts';
import type { Taken } from './row.ts';
import { Rows, type RowStore } from './rows.ts';
import { TailReader } from './tail-reader.ts';
import type { AppendRequest, AppendResult, CatchUp, HistoryRange, Journal, Viewer } from './types.ts';

export interface JournalParts {
  store: EntryStore & RowStore;
  clock: () => number;
  elapsed: () => number;
  pause: (ms: number) => Promise<void>;
  holeMs: number;
  onFault: (fault: JournalFault, channelId: ChannelId, error: unknown) => void;
  /** Entries that were taken in: whether this node appended them, and the packet for readers. */
  onTaken: (journal: ChannelJournal, packet: EntriesPacket) => void;
  project: (journal: ChannelJournal) => Promise<void>;
}

/** How many entries are looked at for those who posted lately. */
const postersSpan = 1_000;

export type JournalFault = 'lost_race' | 'ambiguous' | 'unavailable' | 'hole' | 'unknown_kind';

export class ChannelJournal implements Journal {
  readonly channelId: ChannelId;
  readonly head: ChannelHead;
  readonly rows: Rows;
  /** The newest entry that this node itself appended: what it has to project soon. */
  ownSeq = 0;
  /** It took in entries of other nodes, which those may have projected. */
  hasForeign = false;
  /** It wrote rows after another node had written newer ones: it has to write what follows again. */
  mustProject = false;
  /** When it last served somebody, on the clock of {@link JournalParts.elapsed}. */
  usedAt: number;
  readonly #parts: JournalParts;
  readonly #appender: Appender;
  readonly #tail: TailReader;
  readonly #catchUp: CatchUpReader;
  readonly #pages: Pages;
  readonly #pins: Pins;

  constructor(state: JournalState, projectedSeq: Seq, parts: JournalParts) {
    const { store, clock, elapsed, pause, holeMs, onFault } = parts;
    const channelId = state.channel.id;
    const head = new ChannelHead(state, projectedSeq);
    const rows = new Rows(channelId, head, store);
    const refresh = () => this.refresh();
    this.channelId = channelId;
    this.head = head;
    this.rows = rows;
    this.usedAt = elapsed();
    this.#parts = parts;
    this.#pins = new Pins(channelId, head, store);
    this.#appender = new Appender({
      channelId,
      head,
      rows,
      pins: this.#pins,
      store,
      clock,
      elapsed,
      pause,
      refresh,
      isSure: (seq) => this.#tail.isSure(seq),
      confirm: () => this.#tail.confirm(),
      isFenced: () => this.#tail.isFenced,
      take: (taken, loaded) => {
        this.ownSeq = taken.at(-1)?.entry.seq ?? this.ownSeq;
        this.#tail.written(this.ownSeq);
        this.take(taken, loaded);
      },
      onFault: (fault, error) => onFault(fault, channelId, error),
    });
    this.#tail = new TailReader({
      channelId,
      head,
      store,
      elapsed,
      holeMs,
      take: (taken, loaded) => {
        const before = head.state.seq;
        this.take(taken, loaded);
        if (head.state.seq === before) return;
        if (this.mustProject) this.ownSeq = head.state.seq;
        else this.hasForeign = true;
      },
      loadTargets: (taken) => this.#loadTargets(taken),
      onHole: (seq) => onFault('hole', channelId, new Error(`entry ${seq} is missing`)),
      onUnknownKind: (seq, kind) =>
        onFault('unknown_kind', channelId, new Error(`entry ${seq} is a ${kind}, of a newer version`)),
    });
    this.#catchUp = new CatchUpReader({ channelId, head, rows, store, refresh });
    this.#pages = new Pages(channelId, head, store);
  }

  get state(): JournalState {
    return this.head.state;
  }

  get lastMovedSeq(): Seq {
    return this.head.lastMovedSeq;
  }

  get lastMessageAt(): number | null {
    return this.head.lastMessageAt;
  }

  get isIdle(): boolean {
    return this.#appender.isIdle && this.head.recent.unprojected === 0;
  }

  append(request: AppendRequest): Promise<AppendResult> {
    return this.#appender.append(request);
  }

  expire(ms: number): void {
    this.#appender.expire(ms);
  }

  standing(memberId: MemberId): Standing | null {
    return this.state.standings.get(memberId) ?? null;
  }

  lastPostAt(memberId: MemberId): number {
    return this.head.posters.get(memberId) ?? 0;
  }

  thread(rootSeq: Seq): Promise<Thread | null> {
    return this.rows.thread(rootSeq);
  }

  threads(rootSeqs: readonly Seq[]): Promise<Map<Seq, Thread>> {
    return this.rows.threads(rootSeqs);
  }

  messages(seqs: readonly Seq[]): Promise<Map<Seq, Message>> {
    return this.rows.messages(seqs);
  }

  pinnedMessages(): Promise<ReadonlySet<Seq>> {
    return this.#pins.messages();
  }

  pinnedThreads(): ReturnType<Journal['pinnedThreads']> {
    return this.#pins.threads();
  }

  formerStanding(memberId: MemberId): Promise<Standing | null> {
    return this.rows.formerStanding(memberId);
  }

  after(position: Position, viewer: Viewer): Promise<CatchUp> {
    return this.#catchUp.after(position, viewer);
  }

  history(range: HistoryRange, viewer: Viewer): ReturnType<Journal['history']> {
    return this.#pages.history(range, viewer);
  }

  ordinalAt(rootSeq: Seq | null, seq: Seq): Promise<number> {
    return this.#pages.ordinalAt(rootSeq, seq);
  }

  deletedAfter(rootSeq: Seq | null, seq: Seq): Promise<number> {
    return this.#pages.deletedAfter(rootSeq, seq);
  }

  async projected(): Promise<void> {
    if (this.head.recent.unprojected > 0) await this.#parts.project(this);
  }

  /** Who posted within the slow mode's time, when the channel was not in memory. */
  async recallPosters(): Promise<void> {
    const { head } = this;
    const since = this.#parts.clock() - head.state.channel.slowModeMs;
    const rows = await this.#parts.store.after(
      this.channelId,
      Math.max(0, head.state.seq - postersSpan),
      postersSpan,
    );
    for (const { kind, authorId, at, moved } of rows) {
      if (kind === 'message' && !moved && at >= since) head.posters.set(authorId as MemberId, at);
    }
  }

  refresh(): Promise<void> {
    return this.#tail.refresh();
  }

  tellable(packet: EntriesPacket): HeardRow[] | null {
    return heardRows(this.channelId, packet.entries, this.head.recent);
  }

  hear(rows: readonly HeardRow[]): boolean {
    // Whoever waits for one of them is answered by the database.
    return !rows.some((row) => this.#appender.waitsFor(row)) && this.#tail.hear(rows);
  }

  /** Applies what follows the head; what is older or beyond a hole is left out. Whoever waits for an entry learns of it. */
  take(taken: readonly Taken[], loaded: ReadonlyMap<Seq, Message>): void {
    const { head } = this;
    const fresh: Taken[] = [];
    for (const one of taken) {
      if (one.entry.seq <= head.state.seq) continue;
      if (one.entry.seq !== head.state.seq + 1) break;
      head.apply(one);
      this.#pages.observe(one.entry);
      this.#pins.observe(one.entry);
      this.#appender.observe(one);
      fresh.push(one);
    }
    if (fresh.length === 0) return;
    head.trimThreads();
    this.#parts.onTaken(this, this.#packet(fresh, loaded));
  }

  #packet(fresh: readonly Taken[], loaded: ReadonlyMap<Seq, Message>): EntriesPacket {
    const { state, recent } = this.head;
    const messages = new Map<Seq, Message>();
    const threads = new Map<Seq, Thread>();
    for (const { entry } of fresh) {
      if (entry.kind === 'message.edited') {
        const row = state.messages.get(entry.target) ?? loaded.get(entry.target);
        if (row) messages.set(row.seq, recent.message(row));
      }
      const thread = state.threads.get(threadNamedBy(entry) ?? 0);
      if (thread) threads.set(thread.rootSeq, thread);
    }
    const packet: EntriesPacket = {
      channelId: this.channelId,
      epoch: state.epoch,
      entries: fresh.map(({ entry }) => entry),
    };
    if (messages.size > 0) packet.messages = [...messages.values()];
    if (threads.size > 0) packet.threads = [...threads.values()];
    return packet;
  }

  /** For entries of other nodes: what they name, so that the packet can bring it along. */
  async #loadTargets(taken: readonly Taken[]): Promise<ReadonlyMap<Seq, Message>> {
    const { state } = this.head;
    const edited = new Set<Seq>();
    const threaded = new Set<Seq>();
    for (const { entry } of taken) {
      if (entry.seq <= state.seq) continue;
      if (entry.kind === 'message.edited') edited.add(entry.target);
      const root = threadNamedBy(entry);
      if (root !== null) threaded.add(root);
    }
    if (edited.size === 0 && threaded.size === 0) return new Map();
    const [messages] = await Promise.all([this.rows.stored([...edited]), this.rows.reload([...threaded])]);
    for (const one of taken) {
      const row = one.entry.kind === 'message.edited' ? messages.get(one.entry.target) : undefined;
      // It was moved to its row already. A read that was answered before that, and is not over, has the old one.
      if (row && one.text === undefined) one.text = { body: row.body, mentions: row.mentions };
    }
    return messages;
  }
}
