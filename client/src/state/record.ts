/**
 * One channel as this client knows it: the journal's state up to a position, which only the entries themselves move. An
 * acknowledgement or a page never does: what lies between would be lost.
 */
import {
  applyPacket,
  type ChannelId,
  type ChannelSummary,
  type EntriesPacket,
  type Entry,
  isHidden,
  isThreadMuted,
  type JournalState,
  laneOf,
  type MemberId,
  type Message,
  noLane,
  type Position,
  type SeenEntry,
  type Seq,
  type Standing,
  type Thread,
  type ThreadFlags,
  type UpdateEntry,
} from '@atrium/shared';
import { Emitter } from './emitter.ts';
import { RecentPackets } from './recent.ts';
import { ThreadFlagBook } from './thread-flags.ts';

export interface RecordChange {
  /** Entries that were applied, in order; empty when only rows changed. */
  fresh: readonly SeenEntry[];
  /** Messages whose rows, or whose thread's summary, changed. */
  touched: ReadonlySet<Seq>;
  /** Everything may be different: the channel was opened anew. */
  reset: boolean;
  /** Replies among the fresh ones that were written while their thread was muted for everybody. */
  quiet: ReadonlySet<Seq>;
  /** Messages as they now stand that came along. */
  rows: readonly Message[];
}

/** Nothing new was said, but rows changed. */
export function rowsChanged(touched: ReadonlySet<Seq>, reset = false): RecordChange {
  return { fresh: [], touched, reset, quiet: new Set(), rows: [] };
}

export interface PageLike {
  entries: readonly SeenEntry[];
  threads: readonly Thread[];
  asOf: Position;
}

/** How many messages are kept of a channel that nobody looks at. */
export const tailLength = 100;

export class ChannelRecord {
  readonly id: ChannelId;
  readonly self: MemberId;
  journal: JournalState;
  /** Entries that a timeline shows besides messages, by seq. */
  readonly shown = new Map<Seq, UpdateEntry>();
  readonly recent = new RecentPackets();
  readonly changed = new Emitter<RecordChange>();
  /** Every entry of the channel's own timeline from here on is loaded. */
  tailFrom: Seq;
  memberCount: number;
  lastMessageAt: number | null;
  /** Asks whether a timeline shows an entry: what none shows is forgotten one day. */
  readonly holders = new Set<(seq: Seq) => boolean>();
  /** When a timeline was last opened (milliseconds since 1970); 0 for never. */
  openedAt = 0;
  /** The clientIds of this person's entries that were applied: what they name need not be shown as pending. */
  readonly ownClientIds = new Set<string>();
  /** Of threads, also of such as are not loaded or have no replies yet, as far as they are known. */
  readonly flags = new ThreadFlagBook();
  readonly #ownRoots = new Set<Seq>();
  /** Every message of the channel itself from here on has been seen here, if only in passing. */
  seenFrom: Seq;
  /** When this person last posted here, as far as is known (server's clock); 0 for not lately. */
  lastOwnAt = 0;

  constructor(self: MemberId, summary: ChannelSummary) {
    this.self = self;
    this.id = summary.channel.id;
    this.journal = emptyJournal(summary);
    this.tailFrom = summary.position.seq + 1;
    this.seenFrom = this.tailFrom;
    this.memberCount = summary.memberCount;
    this.lastMessageAt = summary.lastMessageAt;
  }

  get position(): Position {
    return { epoch: this.journal.epoch, seq: this.journal.seq };
  }

  get standing(): Standing | null {
    return this.journal.standings.get(this.self) ?? null;
  }

  /** What it changed, or null for a gap, which changes nothing. */
  apply(packet: EntriesPacket): RecordChange | null {
    const before = this.journal.seq;
    const result = applyPacket(this.journal, packet);
    if ('gap' in result) return null;
    const fresh =
      result.applied === packet.entries.length
        ? packet.entries
        : packet.entries.filter(({ seq }) => seq > before);
    const touched = new Set<Seq>();
    const quiet = new Set<Seq>();
    for (const entry of fresh) this.#take(entry, touched, quiet);
    for (const { seq } of packet.messages ?? []) touched.add(seq);
    for (const { rootSeq } of packet.threads ?? []) {
      touched.add(rootSeq);
      this.#noteFlags(this.journal.threads.get(rootSeq));
    }
    if (fresh.length > 0)
      this.recent.add(fresh === packet.entries ? packet : { ...packet, entries: [...fresh] });
    this.trim();
    const change = { fresh, touched, reset: false, quiet, rows: packet.messages ?? [] };
    if (fresh.length > 0 || touched.size > 0) this.changed.emit(change);
    return change;
  }

  #take(entry: SeenEntry, touched: Set<Seq>, quiet: Set<Seq>): void {
    if (isHidden(entry)) return;
    this.#noteOwn(entry);
    if (entry.kind === 'message') {
      if (entry.rootSeq === null) this.lastMessageAt = entry.moved ? this.lastMessageAt : entry.at;
      else {
        touched.add(entry.rootSeq);
        if (entry.rn === 1) this.#withFlags(entry.rootSeq);
        if (this.isThreadMuted(entry.rootSeq, entry.at)) quiet.add(entry.seq);
      }
      return;
    }
    if ('flags' in entry) this.flags.set(entry.target, entry.flags);
    if (laneOf(entry) !== noLane) this.shown.set(entry.seq, entry);
    if ('target' in entry) touched.add(entry.target);
    if ('targetRootSeq' in entry && entry.targetRootSeq !== null) touched.add(entry.targetRootSeq);
    if (entry.kind === 'member.joined' || entry.kind === 'member.added') this.memberCount += 1;
    if (entry.kind === 'member.left' || entry.kind === 'member.removed') this.memberCount -= 1;
  }

  /**
   * Takes the rows of a page in, brought to this record's position. Answers the seqs on it that the record has reached
   * (later ones come by themselves) and as of where they are complete; null when the page is too old to be used: ask for
   * it again.
   */
  absorb(page: PageLike): { seqs: Seq[]; completeTo: Seq } | null {
    if (page.asOf.epoch !== this.journal.epoch) return null;
    const missed = this.recent.since(page.asOf.seq, this.journal.seq);
    if (missed === null) return null;
    const rows = pageState(this.journal, page);
    for (const packet of missed) applyPacket(rows, packet);
    const seqs: Seq[] = [];
    const touched = new Set<Seq>();
    for (const entry of page.entries) {
      if (isHidden(entry) || entry.seq > this.journal.seq) continue;
      seqs.push(entry.seq);
      this.#noteOwn(entry);
      if (entry.kind !== 'message') this.shown.set(entry.seq, entry);
      else if (this.#putMessage(rows.messages.get(entry.seq) ?? entry)) touched.add(entry.seq);
    }
    for (const { rootSeq } of page.threads) {
      const thread = rows.threads.get(rootSeq);
      if (thread && this.#putThread(thread)) touched.add(rootSeq);
    }
    if (touched.size > 0) this.changed.emit(rowsChanged(touched));
    return { seqs, completeTo: Math.min(page.asOf.seq, this.journal.seq) };
  }

  #noteOwn(entry: Entry): void {
    if (entry.authorId !== this.self) return;
    if (entry.clientId !== null) this.ownClientIds.add(entry.clientId);
    if (entry.kind !== 'message') return;
    if (!entry.moved) this.lastOwnAt = Math.max(this.lastOwnAt, entry.at);
    if (entry.rootSeq === null) this.#ownRoots.add(entry.seq);
  }

  /** Puts back what was loaded on an earlier visit. */
  restore(messages: readonly Message[], threads: readonly Thread[], tailFrom: Seq): void {
    for (const message of messages) {
      this.#noteOwn(message);
      this.journal.messages.set(message.seq, message);
    }
    for (const thread of threads) this.#putThread(thread);
    this.tailFrom = tailFrom;
    this.seenFrom = tailFrom;
  }

  /** The tail reaches further back than it did: a page joined it without a gap. */
  extendTail(from: Seq): void {
    this.tailFrom = Math.min(this.tailFrom, from);
    this.seenFrom = Math.min(this.seenFrom, from);
  }

  /** Did this person begin the thread? Null when only the server knows. */
  isOwnRoot(rootSeq: Seq): boolean | null {
    if (this.#ownRoots.has(rootSeq)) return true;
    return this.journal.messages.has(rootSeq) || rootSeq >= this.seenFrom ? false : null;
  }

  /** As of the entry that was applied last. */
  isThreadMuted(rootSeq: Seq, at: number): boolean {
    const flags = this.flags.get(rootSeq);
    return flags !== undefined && isThreadMuted(flags, at);
  }

  knowsFlagsOf(rootSeq: Seq): boolean {
    return this.flags.has(rootSeq) || rootSeq >= this.seenFrom;
  }

  /** The reducer begins a thread with its first reply; it may have been locked, pinned or muted before. */
  #withFlags(rootSeq: Seq): void {
    const [thread, flags] = [this.journal.threads.get(rootSeq), this.flags.get(rootSeq)];
    if (thread && flags) this.journal.threads.set(rootSeq, { ...thread, flags });
  }

  #noteFlags(thread: Thread | undefined): void {
    if (thread) this.flags.set(thread.rootSeq, thread.flags);
  }

  #putMessage(row: Message): boolean {
    const known = this.journal.messages.get(row.seq);
    if (known && known.updatedSeq >= row.updatedSeq) return false;
    this.journal.messages.set(row.seq, row);
    return true;
  }

  #putThread(row: Thread): boolean {
    const known = this.journal.threads.get(row.rootSeq);
    this.#noteFlags(row);
    if (known && known.updatedSeq >= row.updatedSeq && sameFlags(known.flags, row.flags)) return false;
    this.journal.threads.set(row.rootSeq, row);
    return true;
  }

  /** Starts over from a snapshot: another epoch, or too far behind. The caller emits the change once it is complete. */
  reset(summary: ChannelSummary): void {
    this.flags.clear();
    this.#ownRoots.clear();
    this.seenFrom = summary.position.seq + 1;
    this.journal = emptyJournal(summary);
    this.shown.clear();
    this.recent.clear();
    this.tailFrom = summary.position.seq + 1;
    this.memberCount = summary.memberCount;
    this.lastMessageAt = summary.lastMessageAt;
  }

  /** Forgets what no timeline shows, but for the newest. */
  trim(): void {
    const { messages, threads } = this.journal;
    if (messages.size > this.#trimAt) {
      const holders = [...this.holders];
      const held = (seq: Seq) => holders.some((holds) => holds(seq));
      const newest = [...messages.keys()].sort((a, b) => a - b).slice(-tailLength)[0] ?? 0;
      for (const seq of messages.keys()) if (seq < newest && !held(seq)) messages.delete(seq);
      for (const seq of this.shown.keys()) if (seq < newest && !held(seq)) this.shown.delete(seq);
      this.tailFrom = Math.max(this.tailFrom, newest);
      if (threads.size > 500) for (const seq of threads.keys()) if (!held(seq)) threads.delete(seq);
      this.#trimAt = Math.round(messages.size * 1.25) + 2 * tailLength;
    }
  }
  #trimAt = 3 * tailLength;
}

function emptyJournal({ channel, standing, position, read }: ChannelSummary): JournalState {
  return {
    epoch: position.epoch,
    seq: position.seq,
    n: read.headN,
    channel,
    standings: new Map(standing ? [[standing.memberId, standing]] : []),
    messages: new Map(),
    threads: new Map(),
  };
}

function sameFlags(a: ThreadFlags, b: ThreadFlags): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function pageState(journal: JournalState, { entries, threads, asOf }: PageLike): JournalState {
  const messages = new Map<Seq, Message>();
  for (const entry of entries)
    if (!isHidden(entry) && entry.kind === 'message') messages.set(entry.seq, entry);
  return {
    ...journal,
    seq: asOf.seq,
    standings: new Map(),
    messages,
    threads: new Map(threads.map((thread) => [thread.rootSeq, thread])),
  };
}
