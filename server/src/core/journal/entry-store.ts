/** What the append code needs of a database; the tests put one in its place that fails on command. */
import type { ChannelId, ClientId, MemberId, Seq } from '@atrium/shared';
import type { EntryRow } from './row.ts';

export interface EntryStore {
  /**
   * One ordered insert of rows with consecutive seqs; resolves when a majority has them on disk.
   * @throws {DuplicateEntry} rows before `index` were written, those from it on were not
   * @throws anything else: nobody knows what was written
   */
  insert(rows: readonly EntryRow[]): Promise<void>;
  /** Rows after a seq that cannot be rolled back any more, in seq order. */
  after(channelId: ChannelId, seq: Seq, limit: number): Promise<EntryRow[]>;
  /** The row that was written under a clientId, if it cannot be rolled back any more. */
  written(channelId: ChannelId, authorId: MemberId, clientId: ClientId): Promise<EntryRow | null>;
  /** Rows of one timeline in a range of seqs (both ends included), in seq order or against it. */
  lane(query: LaneQuery): Promise<EntryRow[]>;
  /** The seqs of the messages of a timeline after `seq` that are deleted. */
  deleted(channelId: ChannelId, lane: number, after: Seq): Promise<Seq[]>;
  /** The seqs of pinned messages. */
  pinned(channelId: ChannelId): Promise<Seq[]>;
  /** The rows at these seqs, as they stand now. */
  at(channelId: ChannelId, seqs: readonly Seq[]): Promise<EntryRow[]>;
}

export interface LaneQuery {
  channelId: ChannelId;
  lane: number;
  from: Seq;
  to: Seq;
  newestFirst: boolean;
  limit: number;
  messagesOnly?: boolean;
}

/** A row was refused by one of the two unique indexes. */
export class DuplicateEntry extends Error {
  override readonly name = 'DuplicateEntry';
  readonly index: number;
  /** Somebody else has the seq, or this author has used the clientId before. */
  readonly key: 'seq' | 'clientId';

  constructor(index: number, key: 'seq' | 'clientId') {
    super(`entry ${index} of the batch: duplicate ${key}`);
    this.index = index;
    this.key = key;
  }
}
