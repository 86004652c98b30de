/** Pages of a channel's timeline or of a thread, and the ordinals that unread counts are made of. */
import type { ChannelId, Entry, Position, Seq } from '@atrium/shared';
import { gathered } from '../gathered.ts';
import type { ChannelHead } from './channel-head.ts';
import type { EntryStore } from './entry-store.ts';
import { Ordinals } from './ordinals.ts';
import { type EntryRow, fromRow } from './row.ts';
import { isSeen } from './seen-by.ts';
import type { HistoryRange, Viewer } from './types.ts';

export interface Page {
  entries: Entry[];
  asOf: Position;
  hasBefore: boolean;
  hasAfter: boolean;
}

export class Pages {
  readonly #channelId: ChannelId;
  readonly #head: ChannelHead;
  readonly #store: EntryStore;
  /** Everybody who has no mark yet asks for the one with which they joined. */
  readonly #readOrdinal: (seq: Seq) => Promise<number>;
  readonly #ordinals = new Ordinals();
  /** Seqs of deleted messages of the channel itself, ascending; null until somebody asks. */
  #deleted: Seq[] | null = null;
  #loading: Promise<Seq[]> | null = null;

  constructor(channelId: ChannelId, head: ChannelHead, store: EntryStore) {
    this.#channelId = channelId;
    this.#head = head;
    this.#store = store;
    this.#readOrdinal = gathered(async (seqs) => {
      const found = await this.#readOrdinals([...new Set(seqs)].toSorted((a, b) => a - b));
      return seqs.map((seq) => found.get(seq) ?? 0);
    });
  }

  async history(range: HistoryRange, viewer: Viewer): Promise<Page> {
    const { state, recent } = this.#head;
    const asOf = { epoch: state.epoch, seq: state.seq };
    const release = recent.hold();
    try {
      const page = await this.#cut(range, viewer.visibleFrom, asOf.seq);
      const entries = page.rows
        .map((row) => fromRow(row).entry)
        .map((entry) => (entry.kind === 'message' ? recent.message(entry) : entry))
        .filter((entry) => isSeen(entry, viewer));
      return { entries, asOf, hasBefore: page.hasBefore, hasAfter: page.hasAfter };
    } finally {
      release();
    }
  }

  async #cut(
    range: HistoryRange,
    first: Seq,
    head: Seq,
  ): Promise<{ rows: EntryRow[]; hasBefore: boolean; hasAfter: boolean }> {
    const { rootSeq, before, after, around, limit } = range;
    if (around !== undefined) {
      const half = Math.max(1, Math.floor(limit / 2));
      const [older, newer] = await Promise.all([
        this.#lane(rootSeq, first, Math.min(around - 1, head), true, half + 1),
        this.#lane(rootSeq, Math.max(first, around), head, false, limit - half + 1),
      ]);
      const rows = [...older.slice(0, half).toReversed(), ...newer.slice(0, limit - half)];
      return { rows, hasBefore: older.length > half, hasAfter: newer.length > limit - half };
    }
    if (after !== undefined) {
      const rows = await this.#lane(rootSeq, Math.max(first, after + 1), head, false, limit + 1);
      const [older] = await this.#lane(rootSeq, first, Math.min(after, head), true, 1);
      return { rows: rows.slice(0, limit), hasBefore: older !== undefined, hasAfter: rows.length > limit };
    }
    const rows = await this.#lane(rootSeq, first, Math.min((before ?? head + 1) - 1, head), true, limit + 1);
    const [newer] =
      before === undefined ? [] : await this.#lane(rootSeq, Math.max(first, before), head, false, 1);
    return {
      rows: rows.slice(0, limit).toReversed(),
      hasBefore: rows.length > limit,
      hasAfter: newer !== undefined,
    };
  }

  async #lane(
    rootSeq: Seq | null,
    from: Seq,
    to: Seq,
    newestFirst: boolean,
    limit: number,
  ): Promise<EntryRow[]> {
    if (from > to) return [];
    return this.#store.lane({ channelId: this.#channelId, lane: rootSeq ?? 0, from, to, newestFirst, limit });
  }

  /** The ordinal of the newest message of a conversation at or before `seq`. */
  async ordinalAt(rootSeq: Seq | null, seq: Seq): Promise<number> {
    const { state, recent } = this.#head;
    if (seq >= state.seq && rootSeq === null) return state.n;
    const thread = rootSeq === null ? undefined : state.threads.get(rootSeq);
    if (thread && seq >= thread.lastReplySeq) return thread.lastRn;
    const known = recent.get(seq)?.entry;
    if (known && rootSeq === null) return known.n;
    if (rootSeq === null) return this.#ordinals.at(seq) ?? this.#readOrdinal(seq);
    const [row] = await this.#store.lane({
      channelId: this.#channelId,
      lane: rootSeq,
      from: 1,
      to: seq,
      newestFirst: true,
      limit: 1,
      messagesOnly: true,
    });
    const entry = row && fromRow(row).entry;
    return entry?.kind === 'message' ? entry.rn : 0;
  }

  /** Every entry carries the channel's ordinal. @param seqs ascending */
  async #readOrdinals(seqs: readonly Seq[]): Promise<Map<Seq, number>> {
    const found = new Map<Seq, number>();
    const read = async (some: readonly Seq[]) => {
      for (const { seq, n } of await this.#store.at(this.#channelId, some)) {
        found.set(seq, n);
        this.#ordinals.learn(seq, n);
      }
    };
    // Mostly nothing was said between the first of them and the last.
    await read([...new Set([seqs[0] ?? 0, seqs.at(-1) ?? 0])]);
    const others: Seq[] = [];
    for (const seq of seqs) {
      const n = found.get(seq) ?? this.#ordinals.at(seq);
      if (n === undefined) others.push(seq);
      else found.set(seq, n);
    }
    await read(others);
    return found;
  }

  async deletedAfter(rootSeq: Seq | null, seq: Seq): Promise<number> {
    const { state } = this.#head;
    if (seq >= state.seq) return 0;
    const thread = rootSeq === null ? undefined : state.threads.get(rootSeq);
    if (thread?.deletedReplies === 0 || (thread && seq >= thread.lastReplySeq)) return 0;
    if (rootSeq !== null) return (await this.#deletedIn(rootSeq, seq)).size;
    const deleted = this.#deleted ?? (await this.#loadDeleted());
    return deleted.length - indexAbove(deleted, seq);
  }

  /** Asked for by everybody at once, read once. What is deleted meanwhile is among the entries that are looked at. */
  #loadDeleted(): Promise<Seq[]> {
    this.#loading ??= this.#deletedIn(null, 0)
      .then((seqs) => (this.#deleted ??= [...seqs].toSorted((a, b) => a - b)))
      .finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #deletedIn(rootSeq: Seq | null, after: Seq): Promise<Set<Seq>> {
    const { recent } = this.#head;
    const release = recent.hold();
    try {
      const deleted = new Set(await this.#store.deleted(this.#channelId, rootSeq ?? 0, after));
      for (const { entry } of recent.after(recent.from)) {
        if (entry.kind !== 'message.deleted' || entry.uncounted || entry.targetRootSeq !== rootSeq) continue;
        if (entry.target > after) deleted.add(entry.target);
      }
      return deleted;
    } finally {
      release();
    }
  }

  /** To be called with every entry that the journal takes in. */
  observe(entry: Entry): void {
    if (!this.#deleted || entry.kind !== 'message.deleted' || entry.uncounted) return;
    if (entry.targetRootSeq !== null) return;
    const index = indexAbove(this.#deleted, entry.target);
    if (this.#deleted[index - 1] !== entry.target) this.#deleted.splice(index, 0, entry.target);
  }
}

/** Where the first number above `value` stands in an ascending list. */
function indexAbove(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
