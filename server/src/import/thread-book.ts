/** The threads of the channel that is being imported: a bounded number in memory, the others in the database. */
import { type ChannelId, type MemberId, newThread, type Seq, type Thread } from '@atrium/shared';
import type { Db, Document } from 'mongodb';
import type { FollowRow } from '../core/journal/models.ts';

export interface Follower {
  why: FollowRow['why'];
  asOf: Seq;
  markSeq: Seq;
  markN: number;
}

export interface BookedThread {
  thread: Thread;
  starter: MemberId;
  followers: Map<MemberId, Follower>;
  /** Its rows are in the database, as of an earlier reply. */
  stored: boolean;
}

const threadsInMemory = 10_000;
const evictedAtOnce = 2_000;

export class ThreadBook {
  readonly #db: Db;
  readonly #channelId: ChannelId;
  /** The least recently used first. */
  readonly #threads = new Map<Seq, BookedThread>();
  readonly #evicted = new Set<Seq>();

  constructor(db: Db, channelId: ChannelId) {
    this.#db = db;
    this.#channelId = channelId;
  }

  async get(rootSeq: Seq, starter: MemberId): Promise<BookedThread> {
    const known = this.#threads.get(rootSeq) ?? (await this.#load(rootSeq, starter));
    this.#threads.delete(rootSeq);
    this.#threads.set(rootSeq, known);
    if (this.#threads.size > threadsInMemory) await this.#write(evictedAtOnce);
    return known;
  }

  async finish(): Promise<void> {
    while (this.#threads.size > 0) await this.#write(evictedAtOnce);
  }

  async #load(rootSeq: Seq, starter: MemberId): Promise<BookedThread> {
    const channelId = this.#channelId;
    const begun = newThread(channelId, rootSeq, rootSeq);
    if (!this.#evicted.has(rootSeq)) return { thread: begun, starter, followers: new Map(), stored: false };
    const key = { channelId, rootSeq };
    const [thread, follows, reads] = await Promise.all([
      this.#db.collection<Thread>('threads').findOne(key, { projection: { _id: 0 } }),
      this.#db.collection<FollowRow>('follows').find(key).toArray(),
      this.#db.collection<Follower & { memberId: MemberId }>('reads').find(key).toArray(),
    ]);
    const marks = new Map(reads.map((row) => [row.memberId, row]));
    const followers = new Map(
      follows.map(({ memberId, why, asOf }) => {
        const { markSeq, markN } = marks.get(memberId) ?? { markSeq: rootSeq, markN: 0 };
        return [memberId, { why, asOf, markSeq, markN }];
      }),
    );
    return { thread: thread ?? begun, starter, followers, stored: true };
  }

  /** Writes the rows of the least recently used threads and lets these go. */
  async #write(count: number): Promise<void> {
    const fresh: BookedThread[] = [];
    const again: BookedThread[] = [];
    for (const [rootSeq, booked] of [...this.#threads].slice(0, count)) {
      this.#threads.delete(rootSeq);
      this.#evicted.add(rootSeq);
      (booked.stored ? again : fresh).push(booked);
    }
    if (again.length > 0) await this.#remove(again.map(({ thread }) => thread.rootSeq));
    const all = [...fresh, ...again];
    await Promise.all([
      this.#insert(
        'threads',
        all.map(({ thread }) => ({ ...thread })),
      ),
      this.#insert(
        'follows',
        all.flatMap((booked) => this.#follows(booked)),
      ),
      this.#insert(
        'reads',
        all.flatMap((booked) => this.#reads(booked)),
      ),
    ]);
  }

  async #remove(rootSeqs: Seq[]): Promise<void> {
    const filter = { channelId: this.#channelId, rootSeq: { $in: rootSeqs } };
    await Promise.all(
      ['threads', 'follows', 'reads'].map((name) => this.#db.collection(name).deleteMany(filter)),
    );
  }

  async #insert(name: string, rows: Document[]): Promise<void> {
    for (let from = 0; from < rows.length; from += 1_000)
      await this.#db.collection(name).insertMany(rows.slice(from, from + 1_000));
  }

  #follows({ thread: { rootSeq }, followers }: BookedThread): Document[] {
    return [...followers].map(([memberId, { why, asOf }]) => ({
      ...{ channelId: this.#channelId, rootSeq, memberId, following: true, why, asOf },
    }));
  }

  #reads({ thread: { rootSeq }, followers }: BookedThread): Document[] {
    return [...followers].map(([memberId, { markSeq, markN }]) => ({
      ...{ channelId: this.#channelId, rootSeq, memberId, markSeq, markN, asOf: markSeq },
    }));
  }
}
