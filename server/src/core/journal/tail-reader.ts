/**
 * Takes in what other nodes appended: by majority reads from the head on, or as the node that appended it says, which is
 * enough to show it and not to write after it ({@link TailReader.confirm}). On this node a journal ends before an entry of a
 * kind that it does not know: a newer node wrote it, and it may say who is in, muted or locked out.
 */
import {
  type ChannelId,
  type ClientId,
  isKnownKind,
  type MemberId,
  type Message,
  type Seq,
} from '@atrium/shared';
import { comeBack } from '../database-errors.ts';
import type { ChannelHead } from './channel-head.ts';
import { DuplicateEntry, type EntryStore } from './entry-store.ts';
import { type EntryRow, fromRow, type Taken, toRow } from './row.ts';

export interface TailReaderParts {
  channelId: ChannelId;
  head: ChannelHead;
  store: EntryStore;
  elapsed: () => number;
  take: (taken: readonly Taken[], loaded: ReadonlyMap<Seq, Message>) => void;
  /** Rows that entries name whose text has already been moved there. */
  loadTargets: (taken: readonly Taken[]) => Promise<ReadonlyMap<Seq, Message>>;
  onHole: (seq: Seq) => void;
  onUnknownKind: (seq: Seq, kind: string) => void;
  /** A hole with a durable entry behind it is filled once it is this old. */
  holeMs: number;
}

/** Nobody's own: what fills a hole was written by no member. */
const filler = 'atrium' as MemberId;
const pageSize = 500;
const nothingLoaded: ReadonlyMap<Seq, Message> = new Map();

export class TailReader {
  readonly #parts: TailReaderParts;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #hole: { seq: Seq; since: number } | null = null;
  #isFenced = false;
  /** Up to here the database, or an acknowledged insert of this node, has said so itself. */
  #sureSeq: Seq;

  constructor(parts: TailReaderParts) {
    this.#parts = parts;
    this.#sureSeq = parts.head.state.seq;
  }

  /** The next entry is of a kind that this version does not know. */
  get isFenced(): boolean {
    return this.#isFenced;
  }

  /** That the database has the entry is not only hearsay. */
  isSure(seq: Seq): boolean {
    return seq <= this.#sureSeq;
  }

  /** Up to there the database has said so, or acknowledged this node's own insert. */
  written(seq: Seq): void {
    this.#sureSeq = Math.max(this.#sureSeq, seq);
  }

  /** What a node of ours says that it appended. False when it does not follow the head: then the database is to be asked. */
  hear(rows: readonly EntryRow[]): boolean {
    const { head, take } = this.#parts;
    const taken = rows.filter(({ seq }) => seq > head.state.seq).map(fromRow);
    if (this.#isFenced || taken[0]?.entry.seq !== head.state.seq + 1) return false;
    take(taken, nothingLoaded);
    return true;
  }

  /**
   * Resolves once the database has been seen to have what had been heard by now. An entry that is appended after one that
   * is not there would leave a gap for ever.
   * @throws {AtriumError} `retry_later` when it cannot be asked, or does not have it: the other node wrote to another one
   */
  async confirm(): Promise<void> {
    const { channelId, head, store } = this.#parts;
    const { seq } = head.state;
    if (this.isSure(seq)) return;
    // Each entry was appended after one that was there: if this one is, all are.
    const [row] = await store.at(channelId, [seq]).catch((cause: unknown) => Promise.reject(comeBack(cause)));
    if (row === undefined || row.digest !== head.recent.get(seq)?.digest)
      throw comeBack(new Error(`entry ${seq}, of which another node told, is not in this database`));
    this.written(seq);
  }

  /** Resolves when a read that began after the call has been taken in. Many calls share one read. */
  refresh(): Promise<void> {
    if (!this.#running) return (this.#running = this.#read().finally(() => (this.#running = null)));
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.refresh();
      });
    return this.#next;
  }

  async #read(): Promise<void> {
    const { channelId, head, store, take, loadTargets } = this.#parts;
    for (;;) {
      const from = head.state.seq;
      const rows = await store.after(channelId, from, pageSize);
      const unknown = rows.find(({ kind }) => !isKnownKind(kind));
      const taken = (unknown ? rows.slice(0, rows.indexOf(unknown)) : rows).map(fromRow);
      take(taken, await loadTargets(taken));
      this.written(Math.min(taken.at(-1)?.entry.seq ?? 0, head.state.seq));
      if (unknown?.seq === head.state.seq + 1) return this.#fence(unknown.seq, unknown.kind);
      const last = rows.at(-1)?.seq ?? 0;
      if (last > head.state.seq) {
        if (!(await this.#fillHole(head.state.seq + 1))) return;
      } else {
        this.#hole = null;
        if (rows.length < pageSize) return;
      }
    }
  }

  #fence(seq: Seq, kind: string): void {
    if (!this.#isFenced) this.#parts.onUnknownKind(seq, kind);
    this.#isFenced = true;
  }

  /** True when the hole was filled, by this node or by another. */
  async #fillHole(seq: Seq): Promise<boolean> {
    const { channelId, elapsed, head, holeMs, onHole, store } = this.#parts;
    if (this.#hole?.seq !== seq) this.#hole = { seq, since: elapsed() };
    if (elapsed() - this.#hole.since < holeMs) return false;
    onHole(seq);
    const clientId = `hole-${String(seq).padStart(16, '0')}` as ClientId;
    // What follows was dated long ago, and times never go back within a channel.
    const { at, state } = head;
    const entry = { kind: 'noop', seq, at, authorId: filler, n: state.n, clientId } as const;
    try {
      await store.insert([toRow(channelId, { entry, digest: 'noop' })]);
    } catch (error) {
      if (!(error instanceof DuplicateEntry)) throw error;
    }
    return true;
  }
}
