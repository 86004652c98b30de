/**
 * A channel's journal as its archive makes it, entry by entry: its settings, who is in it, then what was said, in order of
 * time. The same archive gives the same entries with the same numbers, so an import that was cut off goes on behind the
 * last one that is there.
 */
import {
  type Channel,
  type ChannelId,
  limits,
  type MemberId,
  type Message,
  type Seq,
  type Standing,
  type UpdateEntry,
} from '@atrium/shared';
import { mentionsIn } from '@atrium/shared/markdown';
import type { Collection, Document } from 'mongodb';
import { type EntryRow, toRow } from '../core/journal/row.ts';
import type { ArchiveMessage } from './archive.ts';
import { BulkInsert } from './bulk.ts';
import { importedClientId } from './ids.ts';

export const importDigest = 'import';

export class ForeignEntries extends Error {
  override readonly name = 'ForeignEntries';
}

type Unplaced<Entry> = Entry extends unknown
  ? Omit<Entry, 'seq' | 'at' | 'n' | 'authorId' | 'clientId'>
  : never;

export interface Written {
  at: number;
  authorId: MemberId;
  /** What the entry stands for in the archive; makes its clientId. */
  key: string;
}

export interface RootOf {
  seq: Seq;
  rn: number;
}

export class ChannelEntries {
  readonly channelId: ChannelId;
  readonly #source: string;
  readonly #channelKey: string;
  readonly #bulk: BulkInsert;
  readonly #collection: Collection<EntryRow>;
  /** Newest entry that is there already, of an import that was cut off. */
  #kept: { seq: Seq; clientId: string | null };
  seq: Seq = 0;
  n = 0;
  at = 0;

  private constructor(
    options: { collection: Collection<EntryRow>; channelId: ChannelId; source: string; channelKey: string },
    kept: { seq: Seq; clientId: string | null },
  ) {
    this.channelId = options.channelId;
    this.#source = options.source;
    this.#channelKey = options.channelKey;
    this.#collection = options.collection;
    this.#bulk = new BulkInsert(options.collection as unknown as Collection<Document>);
    this.#kept = kept;
  }

  static async open(options: {
    collection: Collection<EntryRow>;
    channelId: ChannelId;
    source: string;
    channelKey: string;
  }): Promise<ChannelEntries> {
    const { collection, channelId } = options;
    const newest = await collection.findOne({ channelId }, { sort: { seq: -1 } });
    return new ChannelEntries(options, { seq: newest?.seq ?? 0, clientId: newest?.clientId ?? null });
  }

  /** Whether the next entries are there already. */
  get isBehind(): boolean {
    return this.seq < this.#kept.seq;
  }

  clientIdOf(key: string) {
    return importedClientId(this.#source, this.#channelKey, key);
  }

  /** The seq under which an entry of this author is there already, before the next one; null for none. */
  async seqOf(authorId: MemberId, key: string): Promise<Seq | null> {
    await this.#bulk.flush();
    const row = await this.#collection.findOne({
      channelId: this.channelId,
      authorId,
      clientId: this.clientIdOf(key),
    });
    return row !== null && row.seq <= this.seq ? row.seq : null;
  }

  async created(channel: Channel, { at, authorId, key }: Written): Promise<void> {
    await this.update({ kind: 'channel.created', channel }, { at, authorId, key });
  }

  /** Shown nowhere: thousands who were there from the start are no news. */
  async added(standing: Standing, written: Written): Promise<Standing> {
    const placed = { ...standing, joinedSeq: this.seq + 1 };
    await this.update({ kind: 'member.added', standing: placed, reason: '' }, written, -1);
    return placed;
  }

  async update(entry: Unplaced<UpdateEntry>, written: Written, lane?: number): Promise<UpdateEntry> {
    const placed = { ...entry, ...this.#place(written) } as UpdateEntry;
    const row = toRow(this.channelId, { entry: placed, digest: importDigest });
    await this.#write(lane === undefined ? row : { ...row, lane }, 0);
    return placed;
  }

  async message(
    item: ArchiveMessage,
    authorId: MemberId,
    root: RootOf | null,
    reactions: Message['reactions'],
  ): Promise<Message> {
    if (root === null) this.n += 1;
    const mentions = mentionsIn(item.body);
    const message: Message = {
      ...this.#place({ at: item.at, authorId, key: item.key }),
      kind: 'message',
      rootSeq: root?.seq ?? null,
      rn: root?.rn ?? 0,
      body: item.body,
      action: item.action,
      mentions: { ...mentions, members: mentions.members.slice(0, limits.mentionsPerMessage) },
      reactions,
      files: [...item.files],
      pinnedAt: item.pinnedAt,
      editedAt: item.editedAt,
      deletedAt: item.deletedAt,
      updatedSeq: this.seq,
    };
    await this.#write(toRow(this.channelId, { entry: message, digest: importDigest }), message.body.length);
    return message;
  }

  /** Resolves when everything is durable. */
  async finish(): Promise<void> {
    await this.#bulk.flush();
    if (this.isBehind) throw new ForeignEntries(this.channelId);
  }

  #place({ at, authorId, key }: Written) {
    this.seq += 1;
    this.at = Math.max(this.at, at);
    return { seq: this.seq, at: this.at, authorId, n: this.n, clientId: this.clientIdOf(key) };
  }

  async #write(row: EntryRow, textLength: number): Promise<void> {
    if (row.seq > this.#kept.seq) return this.#bulk.add(row, textLength);
    if (row.seq === this.#kept.seq && row.clientId !== this.#kept.clientId)
      throw new ForeignEntries(this.channelId);
  }
}
