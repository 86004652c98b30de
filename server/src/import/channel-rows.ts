/**
 * The rows that a channel's entries come to, gathered while these are written: what the journal's projection would make of
 * them (tests/import/rebuild.test.ts holds the two together), but that imported history counts as read.
 */
import {
  type Channel,
  type Message,
  type MemberId,
  type Seq,
  type Standing,
  threadAfter,
  type UpdateEntry,
  type WorkspaceRole,
} from '@atrium/shared';
import type { Db } from 'mongodb';
import { BulkInsert } from './bulk.ts';
import { type BookedThread, ThreadBook } from './thread-book.ts';
import { noticesOf } from './notices.ts';

export interface Mark {
  markSeq: Seq;
  markN: number;
}

export interface ChannelRowsOptions {
  db: Db;
  channel: Channel;
  roleOf(id: MemberId): WorkspaceRole | undefined;
  /** Up to when somebody has read; who is not in it has read everything. */
  readUntil: ReadonlyMap<MemberId, number>;
}

export interface Root {
  seq: Seq;
  authorId: MemberId;
}

const projections = ['standings', 'threads', 'follows', 'reads', 'activity'];

export class ChannelRows {
  readonly #options: ChannelRowsOptions;
  readonly #threads: ThreadBook;
  readonly #activity: BulkInsert;
  readonly #standings = new Map<MemberId, { standing: Standing; updatedSeq: Seq }>();
  readonly #held = new Map<MemberId, Standing>();
  /** Of those who have not read everything. */
  readonly #marks = new Map<MemberId, Mark>();
  #channel: Channel;
  lastMessageAt: number | null = null;

  constructor(options: ChannelRowsOptions) {
    const { db, channel } = options;
    this.#options = options;
    this.#channel = channel;
    this.#threads = new ThreadBook(db, channel.id);
    this.#activity = new BulkInsert(db.collection('activity'));
  }

  /** What an import that was cut off wrote is written anew. */
  async begin(): Promise<void> {
    const { db, channel } = this.#options;
    await Promise.all(projections.map((name) => db.collection(name).deleteMany({ channelId: channel.id })));
  }

  joined(standing: Standing, updatedSeq: Seq, n: number): void {
    this.#standings.set(standing.memberId, { standing, updatedSeq });
    this.#held.set(standing.memberId, standing);
    if (this.#options.readUntil.has(standing.memberId))
      this.#marks.set(standing.memberId, { markSeq: updatedSeq, markN: n });
  }

  archived(archivedAt: number): void {
    this.#channel = { ...this.#channel, archivedAt };
  }

  async message(message: Message, root: Root | null): Promise<void> {
    if (root === null) {
      this.lastMessageAt = message.at;
      this.#read(this.#marks, message, message.n);
    }
    const booked = root && (await this.#threads.get(root.seq, root.authorId));
    if (booked) {
      booked.thread = threadAfter(booked.thread, message);
      if (message.deletedAt !== null) booked.thread.deletedReplies += 1;
      if (message.rn === 1) this.#follow(booked, booked.starter, 'started', message);
    }
    const { channel, roleOf } = this.#options;
    const reasons = noticesOf(message, {
      isDirect: channel.kind === 'direct',
      isPublic: channel.kind === 'public',
      standings: this.#held,
      roleOf,
      flags: booked?.thread.flags ?? null,
      followers: booked?.followers.keys() ?? [],
    });
    const { seq, rootSeq, at, authorId } = message;
    for (const [memberId, reason] of reasons) {
      await this.#activity.add({ channelId: channel.id, memberId, seq, rootSeq, reason, at, authorId });
      if (booked && reason === 'mention' && memberId !== '*')
        this.#follow(booked, memberId, 'mentioned', message);
    }
    if (booked) {
      booked.followers.delete(authorId);
      this.#follow(booked, authorId, 'replied', message);
      this.#readThread(booked, message);
    }
  }

  async threadChanged(entry: UpdateEntry, root: Root, title?: { title: string | null }): Promise<void> {
    const booked = await this.#threads.get(root.seq, root.authorId);
    booked.thread = threadAfter(booked.thread, entry, title);
  }

  /** The channel's own row comes last: with it people see the channel. */
  async finish(head: { seq: Seq; n: number; at: number }): Promise<void> {
    const { db } = this.#options;
    const { id: channelId, ...channel } = this.#channel;
    await Promise.all([this.#activity.flush(), this.#threads.finish()]);
    const reads = new BulkInsert(db.collection('reads'));
    for (const memberId of this.#standings.keys()) {
      const { markSeq, markN } = this.#marks.get(memberId) ?? { markSeq: head.seq, markN: head.n };
      await reads.add({ channelId, rootSeq: 0, memberId, markSeq, markN, asOf: head.seq });
    }
    await reads.flush();
    const standings = new BulkInsert(db.collection('standings'));
    for (const { standing, updatedSeq } of this.#standings.values())
      await standings.add({ channelId, ...standing, present: true, updatedSeq });
    await standings.flush();
    const row = {
      ...channel,
      projectedSeq: head.seq,
      headN: head.n,
      headAt: head.at,
      lastMessageAt: this.lastMessageAt,
      lastMovedSeq: 0,
      memberCount: this.#standings.size,
      ...(channel.kind === 'direct' && { directKey: channel.directMemberIds.join(',') }),
    };
    await db.collection<{ _id: string }>('channels').insertOne({ _id: channelId, ...row });
  }

  #follow(
    { followers, thread }: BookedThread,
    memberId: MemberId,
    why: 'started' | 'replied' | 'mentioned',
    { seq, rn }: Message,
  ): void {
    if (followers.has(memberId)) return;
    const mark =
      why === 'started' ? { markSeq: thread.rootSeq, markN: 0 } : { markSeq: seq - 1, markN: rn - 1 };
    followers.set(memberId, { why, asOf: seq, ...mark });
  }

  #readThread({ followers }: BookedThread, message: Message): void {
    const { readUntil } = this.#options;
    for (const [memberId, follower] of followers) {
      const until = readUntil.get(memberId);
      if (until !== undefined && message.at > until && message.authorId !== memberId) continue;
      follower.markSeq = message.seq;
      follower.markN = message.rn;
    }
  }

  #read(marks: Map<MemberId, Mark>, message: Message, ordinal: number): void {
    for (const [memberId, mark] of marks) {
      const until = this.#options.readUntil.get(memberId) ?? Number.POSITIVE_INFINITY;
      if (message.at > until && message.authorId !== memberId) continue;
      mark.markSeq = message.seq;
      mark.markN = ordinal;
    }
  }
}
