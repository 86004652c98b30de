/**
 * Takes in what other nodes appended (and what this one did not hear of), by majority reads from the head on. On this node
 * a journal ends before an entry of a kind that it does not know: a newer node wrote it, and it may say who is in, muted or
 * locked out.
 */
import {
  type ChannelId,
  type ClientId,
  isKnownKind,
  type MemberId,
  type Message,
  type Seq,
} from '@atrium/shared';
import type { ChannelHead } from './channel-head.ts';
import { DuplicateEntry, type EntryStore } from './entry-store.ts';
import { fromRow, type Taken, toRow } from './row.ts';

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

export class TailReader {
  readonly #parts: TailReaderParts;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #hole: { seq: Seq; since: number } | null = null;
  #isFenced = false;

  constructor(parts: TailReaderParts) {
    this.#parts = parts;
  }

  /** The next entry is of a kind that this version does not know. */
  get isFenced(): boolean {
    return this.#isFenced;
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
