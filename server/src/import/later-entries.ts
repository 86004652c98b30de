/**
 * Appends to a journal that others append to as well: like a node, it inserts behind the head that it read, and whoever
 * finds the place taken reads the head again and numbers anew.
 */
import { type ChannelId, limits, type Message, type Seq, type UpdateEntry } from '@atrium/shared';
import { mentionsIn } from '@atrium/shared/markdown';
import { type Collection, MongoBulkWriteError } from 'mongodb';
import { isDuplicate } from '../core/database-errors.ts';
import { type EntryRow, toRow, type UpdateText } from '../core/journal/row.ts';
import type { ArchiveMessage } from './archive.ts';
import { importDigest, type Written } from './channel-entries.ts';
import { importedClientId } from './ids.ts';

interface Place {
  seq: Seq;
  at: number;
  n: number;
}

export interface LaterMessage extends Written {
  kind: 'message';
  item: ArchiveMessage;
  reactions: Message['reactions'];
}

export interface LaterUpdate extends Written {
  kind: 'update';
  /** Made at the head that it follows. */
  toEntry: (seq: Seq) => Record<string, unknown> & Pick<UpdateEntry, 'kind'>;
  text?: UpdateText;
  lane?: number;
}

export type Later = LaterMessage | LaterUpdate;

/** A reply to a thread that was sent to another channel: nothing is written in it here any more. */
export interface Stray {
  reply: LaterMessage;
  rootSeq: Seq;
}

/** A thread that replies came into: where it ended before, and where it ends now. */
export interface Touched {
  rnBefore: number;
  rn: number;
  seq: Seq;
}

export interface LaterOptions {
  collection: Collection<EntryRow>;
  channelId: ChannelId;
  source: string;
  channelKey: string;
}

const batchMax = limits.batchEntriesMax;

export class LaterEntries {
  readonly #options: LaterOptions;
  #waiting: Later[] = [];
  /** As far as it is known. */
  #head: Place | null = null;
  /** Threads as they were before the batch under way. */
  readonly #touched = new Map<Seq, Touched>();
  /** Threads that were sent away, as of the head. */
  readonly #away = new Set<Seq>();
  #strays: Stray[] = [];
  /** Where the archive's first messages of threads are; one that is not placed yet has none. */
  readonly roots = new Map<string, Seq | null>();
  readonly threads = new Map<Seq, Touched>();
  /** The newest entry that was appended here. */
  last: Place | null = null;

  constructor(options: LaterOptions) {
    this.#options = options;
  }

  async add(later: Later): Promise<void> {
    this.#waiting.push(later);
    if (this.#waiting.length >= batchMax) await this.flush();
  }

  async flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#head ??= await this.#readHead();
      const some = this.#waiting.slice(0, batchMax);
      await this.#loadThreads(some);
      const batch = some.filter((later) => !this.#setAside(later));
      const landed = batch.length === 0 ? 0 : await this.#insert(this.#head, batch);
      this.#waiting = [...batch.slice(landed), ...this.#waiting.slice(some.length)];
    }
  }

  /** Those that were not written since this was last asked. */
  takeStrays(): Stray[] {
    const strays = this.#strays;
    this.#strays = [];
    return strays;
  }

  #setAside(later: Later): boolean {
    if (later.kind !== 'message' || later.item.root === null) return false;
    const rootSeq = this.roots.get(later.item.root) ?? null;
    if (rootSeq === null || !this.#away.has(rootSeq)) return false;
    this.#strays.push({ reply: later, rootSeq });
    return true;
  }

  /** @returns how many of them are there now */
  async #insert(head: Place, batch: readonly Later[]): Promise<number> {
    const { collection } = this.#options;
    this.#touched.clear();
    const place = { ...head };
    const rows = batch.map((later) => this.#toRow(later, place));
    try {
      await collection.insertMany(rows, { ordered: true });
      this.last = this.#head = place;
      return batch.length;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const landed = error instanceof MongoBulkWriteError ? error.insertedCount : 0;
      const row = rows[landed - 1];
      if (row) this.last = { seq: row.seq, at: row.at, n: row.n };
      for (const [root, thread] of this.#touched) this.threads.set(root, thread);
      // Whoever has taken the place is read, and nothing else: the next try must not come too late again.
      const taken = await this.#catchUp(head, rows[landed] as EntryRow);
      return landed + (taken ? 1 : 0);
    }
  }

  async #readHead(): Promise<Place> {
    const { collection, channelId } = this.#options;
    const head = await collection.findOne({ channelId }, { sort: { seq: -1 } });
    if (!head) throw new Error('a journal without entries');
    return { seq: head.seq, at: head.at, n: head.n };
  }

  /** @returns whether the entry that was refused is there already */
  async #catchUp(from: Place, refused: EntryRow): Promise<boolean> {
    const { collection, channelId } = this.#options;
    let head = from;
    const rows = collection.find({ channelId, seq: { $gt: from.seq } }).sort({ seq: 1 });
    for await (const { seq, at, n, lane, kind, rn } of rows) {
      head = { seq, at, n };
      const thread = kind === 'message' ? this.threads.get(lane) : undefined;
      if (thread) this.threads.set(lane, { ...thread, rn: Number(rn ?? 0), seq });
      if (kind === 'thread.moved') this.#away.add(lane);
      if (kind === 'thread.stayed') this.#away.delete(lane);
    }
    this.#head = head;
    // It was no place that was taken, then.
    if (head.seq >= refused.seq) return false;
    const { authorId, clientId } = refused;
    return (await collection.findOne({ channelId, authorId, clientId })) !== null;
  }

  #toRow(later: Later, place: Place): EntryRow {
    const { channelId, source, channelKey } = this.#options;
    place.seq += 1;
    place.at = Math.max(place.at, later.at);
    const clientId = importedClientId(source, channelKey, later.key);
    const base = { seq: place.seq, at: place.at, authorId: later.authorId, clientId };
    if (later.kind === 'update') {
      const entry = { ...later.toEntry(place.seq), ...base, n: place.n } as unknown as UpdateEntry;
      const { text, lane } = later;
      const row = toRow(channelId, { entry, digest: importDigest, ...(text && { text }) });
      return lane === undefined ? row : { ...row, lane };
    }
    const { item, reactions } = later;
    const rootSeq = item.root === null ? null : (this.roots.get(item.root) ?? null);
    if (rootSeq === null) {
      place.n += 1;
      if (this.roots.has(item.key)) this.roots.set(item.key, place.seq);
    }
    const mentions = mentionsIn(item.body);
    const message: Message = {
      ...{ ...base, n: place.n, kind: 'message', rootSeq, rn: this.#nextRn(rootSeq, place.seq) },
      ...{ body: item.body, action: item.action, reactions, files: [...item.files] },
      mentions: { ...mentions, members: mentions.members.slice(0, limits.mentionsPerMessage) },
      ...{ pinnedAt: item.pinnedAt, editedAt: item.editedAt, deletedAt: item.deletedAt },
      updatedSeq: place.seq,
    };
    return toRow(channelId, { entry: message, digest: importDigest });
  }

  #nextRn(rootSeq: Seq | null, seq: Seq): number {
    if (rootSeq === null) return 0;
    const thread = this.threads.get(rootSeq) ?? { rnBefore: 0, rn: 0, seq: rootSeq };
    if (!this.#touched.has(rootSeq)) this.#touched.set(rootSeq, thread);
    this.threads.set(rootSeq, { ...thread, rn: thread.rn + 1, seq });
    return thread.rn + 1;
  }

  /** How many replies there are in the threads that this batch goes on with, and whether they are still here, as of now. */
  async #loadThreads(batch: readonly Later[]): Promise<void> {
    for (const later of batch) {
      if (later.kind !== 'message' || later.item.root === null) continue;
      const rootSeq = this.roots.get(later.item.root) ?? null;
      if (rootSeq !== null && !this.threads.has(rootSeq)) await this.#count(rootSeq);
    }
  }

  async #count(rootSeq: Seq): Promise<void> {
    const { collection, channelId } = this.#options;
    const thread = { channelId, lane: rootSeq };
    const sort = { seq: -1 } as const;
    const [newest, left] = await Promise.all([
      collection.findOne({ ...thread, kind: 'message' }, { sort, projection: { rn: 1, seq: 1 } }),
      collection.findOne(
        { ...thread, kind: { $in: ['thread.moved', 'thread.stayed'] } },
        { sort, projection: { kind: 1 } },
      ),
    ]);
    if (left?.kind === 'thread.moved') this.#away.add(rootSeq);
    const rn = Number(newest?.['rn'] ?? 0);
    this.threads.set(rootSeq, { rnBefore: rn, rn, seq: newest?.seq ?? rootSeq });
  }
}
