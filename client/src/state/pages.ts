/** Fetches channels and pages of them, made fit for the position at which this client is. */
import {
  AtriumError,
  type ChannelId,
  type ChannelSummary,
  type CommandInput,
  type MemberId,
  type Seq,
} from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import { toAtriumError } from '../net/errors.ts';
import { sleep, type Timers } from '../net/timers.ts';
import type { ChannelBook } from './book.ts';
import { ChannelRecord, type PageLike, rowsChanged } from './record.ts';
import type { ReadBook } from './reads.ts';
import type { Sync } from './sync.ts';
import type { FetchedPage, PageRequest } from './timeline-types.ts';
import type { Around, Conversation } from './views.ts';

const pageLength = 100;
const attemptsMax = 4;

export interface PagesOptions {
  self: MemberId;
  connection: Connection;
  timers: Timers;
  book: ChannelBook;
  reads: ReadBook;
  /** Counters that came with a channel. */
  summarised: (summary: ChannelSummary) => void;
}

/** What a screen asks for that shows a channel. */
export const screenOf = (channelId: ChannelId, around: Around): CommandInput<'channel.open'> => ({
  channelId,
  around,
  limit: pageLength,
});

interface RawPage extends PageLike {
  hasBefore: boolean;
  hasAfter: boolean;
}

export class Pages {
  readonly #options: PagesOptions;
  /** Set once, by the client: the two need each other. */
  sync: Sync | null = null;
  readonly #opening = new Map<ChannelId, Promise<ChannelRecord | null>>();
  /** Public channels that are only looked at: the server pushes them for as long as this connection asks for it. */
  readonly #watched = new Set<ChannelId>();

  constructor(options: PagesOptions) {
    this.#options = options;
  }

  /** Null when there is no such channel for this person. */
  async ensure(channelId: ChannelId): Promise<ChannelRecord | null> {
    const known = this.#options.book.get(channelId);
    if (known) return known;
    const opening = this.#opening.get(channelId) ?? this.#open(channelId);
    this.#opening.set(channelId, opening);
    return opening.finally(() => this.#opening.delete(channelId));
  }

  /** Subscribed before it is read: what is written in between is pushed and waits. */
  async #open(channelId: ChannelId): Promise<ChannelRecord | null> {
    const { connection, self, book } = this.#options;
    try {
      await connection.command('channel.watch', { channelId });
      const { summary, page } = await connection.command('channel.open', screenOf(channelId, 'newest'));
      const record = book.get(channelId) ?? new ChannelRecord(self, summary);
      if (summary.standing === null) this.#watched.add(channelId);
      book.put(record);
      this.#took(record, summary, page);
      this.sync?.adopt(record);
      return record;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  #took(record: ChannelRecord, summary: ChannelSummary, page: RawPage): FetchedPage | null {
    const fit = record.absorb(page);
    if (!fit) return null;
    this.#options.reads.put([summary.read]);
    this.#options.summarised(summary);
    if (!page.hasAfter && fit.completeTo + 1 >= record.tailFrom) {
      record.extendTail(page.hasBefore ? (page.entries[0]?.seq ?? record.tailFrom) : 1);
    }
    return { record, ...fit, hasBefore: page.hasBefore, hasAfter: page.hasAfter };
  }

  /** Starts a channel over from a snapshot. */
  async reopen(record: ChannelRecord): Promise<void> {
    const { connection, book } = this.#options;
    try {
      const { summary, page } = await connection.command('channel.open', screenOf(record.id, 'newest'));
      this.#startOver(record, summary, page);
    } catch (error) {
      if (!isMissing(error)) throw error;
      book.forget(record.id);
    }
  }

  #startOver(record: ChannelRecord, summary: ChannelSummary, page: RawPage): void {
    record.reset(summary);
    this.#took(record, summary, page);
    record.changed.emit(rowsChanged(new Set(), true));
  }

  /** A channel that this person was let into a moment ago, on this or another device. */
  async enter(channelId: ChannelId): Promise<void> {
    const { connection, reads, summarised } = this.#options;
    const known = this.#options.book.get(channelId);
    if (!known) return void (await this.ensure(channelId));
    this.#watched.delete(channelId);
    const { summary } = await connection.command('channel.open', { channelId, around: 'newest', limit: 1 });
    if (summary.standing) known.journal.standings.set(summary.standing.memberId, summary.standing);
    reads.put([summary.read]);
    summarised(summary);
    known.changed.emit(rowsChanged(new Set()));
    this.sync?.fetch(known);
  }

  isWatched(channelId: ChannelId): boolean {
    return this.#watched.has(channelId);
  }

  /** Nobody looks at it any more. */
  async unwatch(channelId: ChannelId): Promise<void> {
    if (!this.#watched.delete(channelId)) return;
    this.#options.book.forget(channelId);
    await this.#options.connection
      .command('channel.unwatch', { channelId }, { onlyNow: true })
      .catch(toAtriumError);
  }

  /** On a new connection. */
  async watchAgain(): Promise<void> {
    for (const channelId of this.#watched) {
      await this.#options.connection
        .command('channel.watch', { channelId }, { onlyNow: true })
        .catch((error: unknown) => {
          if (!isMissing(error)) return;
          this.#watched.delete(channelId);
          this.#options.book.forget(channelId);
        });
    }
  }

  /** Null when there is no such conversation. */
  async fetch(conversation: Conversation, request: PageRequest): Promise<FetchedPage | null> {
    const record = await this.ensure(conversation.channelId);
    if (!record) return null;
    const unpin = record.recent.pin();
    try {
      for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
        const fetched = await this.#fetchOnce(record, conversation, request);
        if (fetched) return fetched;
      }
      throw new AtriumError('retry_later', { message: 'pages were older than what is known' });
    } finally {
      unpin();
    }
  }

  async #fetchOnce(
    record: ChannelRecord,
    { channelId, rootSeq }: Conversation,
    request: PageRequest,
  ): Promise<FetchedPage | null> {
    const { connection } = this.#options;
    if ('around' in request) {
      return rootSeq === null
        ? this.#openChannel(record, request.around)
        : this.#openThread(record, rootSeq, request.around);
    }
    const page = await connection.command('message.history', {
      channelId,
      rootSeq,
      ...request,
      limit: pageLength,
    });
    if (page.asOf.epoch !== record.position.epoch) this.sync?.fetch(record);
    const fit = record.absorb(page);
    return fit && { record, ...fit, hasBefore: page.hasBefore, hasAfter: page.hasAfter };
  }

  async #openChannel(record: ChannelRecord, around: Around): Promise<FetchedPage | null> {
    const { connection } = this.#options;
    const { summary, page } = await connection.command('channel.open', screenOf(record.id, around));
    if (summary.position.epoch === record.position.epoch) return this.#took(record, summary, page);
    this.#startOver(record, summary, page);
    return null;
  }

  /** What the server says of a thread: who began it, whether one follows it, how far one has read. */
  async learn(record: ChannelRecord, rootSeq: Seq): Promise<void> {
    const unpin = record.recent.pin();
    const asOf = record.position.seq;
    try {
      for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
        const fetched = await this.#openThread(record, rootSeq, 'newest', 1).catch((error: unknown) => {
          if (!isMissing(error)) throw error;
          return null;
        });
        if (fetched && fetched.completeTo >= asOf) return;
        // The node that answered may be a moment behind the one that pushed.
        await sleep(this.#options.timers, 200 * attempt);
      }
      // A thread that is gone for this person is gone from the channel's record, too.
      if (this.#options.book.get(record.id) === record)
        throw new AtriumError('retry_later', { message: 'the thread was older than what is known' });
    } finally {
      unpin();
    }
  }

  async #openThread(
    record: ChannelRecord,
    rootSeq: Seq,
    around: Around,
    limit = pageLength,
  ): Promise<FetchedPage | null> {
    const { connection, reads } = this.#options;
    const { summary, page } = await connection.command('thread.open', {
      channelId: record.id,
      rootSeq,
      around,
      limit,
    });
    if (page.asOf.epoch !== record.position.epoch) this.sync?.fetch(record);
    const fit = record.absorb({
      entries: [summary.root, ...page.entries],
      threads: [summary.thread, ...page.threads],
      asOf: page.asOf,
    });
    if (!fit) return null;
    if (summary.follow) reads.putFollows([summary.follow]);
    if (summary.read) reads.put([summary.read]);
    const seqs = fit.seqs.filter((seq) => seq !== rootSeq);
    return { record, seqs, completeTo: fit.completeTo, hasBefore: page.hasBefore, hasAfter: page.hasAfter };
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof AtriumError && (error.code === 'not_found' || error.code === 'forbidden');
}
