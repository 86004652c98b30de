/**
 * How far this person has read, everywhere. The server's values count; between them the client reads on from the entries
 * themselves, so that a count is right on every device at the same position. An own mark shows at once and is sent a
 * moment later, once for many.
 */
import {
  advanceReadState,
  type ChannelId,
  type ChannelSummary,
  type FollowState,
  isHidden,
  type MemberId,
  type Message,
  ordinal,
  type ReadState,
  type SeenEntry,
  type Seq,
  unreadCount,
} from '@atrium/shared';
import type { Timers } from '../net/timers.ts';
import type { ChannelBook } from './book.ts';
import { type ConversationKey, keyOf } from './conversation.ts';
import { Emitter } from './emitter.ts';
import type { ChannelRecord, RecordChange } from './record.ts';
import type { Conversation } from './views.ts';

export class ReadBook {
  readonly #self: MemberId;
  readonly #book: ChannelBook;
  readonly #timers: Timers;
  readonly #states = new Map<ConversationKey, ReadState>();
  readonly #follows = new Map<ConversationKey, FollowState>();
  /** Own marks that the server has not confirmed. */
  readonly #ahead = new Map<ConversationKey, Seq>();
  readonly changed = new Emitter<Conversation>();

  constructor(self: MemberId, book: ChannelBook, timers: Timers) {
    this.#self = self;
    this.#book = book;
    this.#timers = timers;
  }

  state(conversation: Conversation): ReadState | null {
    return this.#states.get(keyOf(conversation)) ?? null;
  }

  all(): IterableIterator<ReadState> {
    return this.#states.values();
  }

  follow(conversation: Conversation): FollowState | null {
    return this.#follows.get(keyOf(conversation)) ?? null;
  }

  isFollowing(conversation: Conversation): boolean {
    return this.follow(conversation)?.following ?? false;
  }

  follows(): IterableIterator<FollowState> {
    return this.#follows.values();
  }

  unread(conversation: Conversation): number {
    const state = this.state(conversation);
    if (!state) return 0;
    if (conversation.rootSeq === null) return unreadCount(state, null, this.#timers.now());
    if (!this.isFollowing(conversation)) return 0;
    const thread = this.#book.get(conversation.channelId)?.journal.threads.get(conversation.rootSeq);
    return unreadCount(state, thread?.flags ?? null, this.#timers.now());
  }

  /** Reads on over entries that were applied. */
  take(record: ChannelRecord, { fresh }: RecordChange): void {
    for (const entry of fresh) {
      if (isHidden(entry)) continue;
      if (entry.kind === 'message') this.#advance(record, entry.rootSeq, entry);
      else if (entry.kind === 'message.deleted') this.#advance(record, entry.targetRootSeq, entry);
    }
  }

  #advance(record: ChannelRecord, rootSeq: Seq | null, entry: SeenEntry): void {
    const conversation = { channelId: record.id, rootSeq };
    const key = keyOf(conversation);
    const state = this.#states.get(key) ?? this.#begun(conversation, entry);
    if (!state) return;
    const next = advanceReadState(state, entry, this.#self);
    if (next === state) return;
    this.#states.set(key, next);
    this.changed.emit(conversation);
  }

  /** A followed thread of which the server said nothing had been read to its end. */
  #begun(conversation: Conversation, entry: SeenEntry): ReadState | null {
    if (isHidden(entry) || entry.kind !== 'message' || !this.isFollowing(conversation)) return null;
    const read = ordinal(entry) - 1;
    return {
      ...conversation,
      markSeq: entry.seq - 1,
      markN: read,
      headN: read,
      deletedAfter: 0,
      asOf: entry.seq - 1,
    };
  }

  /** Values of the server, each as of some entry: brought to where its channel is here. */
  put(states: readonly ReadState[]): void {
    for (const state of states) {
      const key = keyOf(state);
      const now = this.#withMark(this.#broughtUp(state), this.#ahead.get(key) ?? 0);
      const known = this.#states.get(key);
      if (known && sameCounts(known, now)) continue;
      this.#states.set(key, now);
      this.changed.emit({ channelId: state.channelId, rootSeq: state.rootSeq });
    }
  }

  /** All threads with something unread, as of the channels' positions: what is not among them has been read elsewhere. */
  putThreads(
    unread: readonly ReadState[],
    channels: readonly Pick<ChannelSummary, 'channel' | 'position'>[],
  ): void {
    const listed = new Set(unread.map(keyOf));
    const asOf = new Map(channels.map(({ channel, position }) => [channel.id, position.seq]));
    for (const [key, state] of this.#states) {
      if (state.rootSeq === null || listed.has(key) || state.headN <= state.markN) continue;
      const seq = asOf.get(state.channelId);
      if (seq !== undefined) this.put([this.#readUpTo(state, seq)]);
    }
    this.put(unread);
  }

  /** Read to its end as of an entry; what came later counts again. */
  #readUpTo(state: ReadState, seq: Seq): ReadState {
    const record = this.#book.get(state.channelId);
    const later = record ? messagesIn(record, state.rootSeq, seq, Number.POSITIVE_INFINITY)[0] : undefined;
    const read = later ? ordinal(later) - 1 : state.headN;
    return {
      ...state,
      markSeq: Math.max(state.markSeq, seq),
      markN: read,
      headN: read,
      deletedAfter: 0,
      asOf: seq,
    };
  }

  #broughtUp(state: ReadState): ReadState {
    const record = this.#book.get(state.channelId);
    if (!record) return state;
    const { seq, n } = record.journal;
    const missed = record.recent.since(state.asOf, seq);
    // Too old to be read on from: the ordinals at the head are known all the same.
    if (missed === null) {
      const headN =
        state.rootSeq === null ? n : (record.journal.threads.get(state.rootSeq)?.lastRn ?? state.headN);
      return { ...state, headN: Math.max(headN, state.headN), asOf: seq };
    }
    let now = state;
    for (const packet of missed)
      for (const entry of packet.entries) now = advanceReadState(now, entry, this.#self);
    return now;
  }

  putFollows(follows: readonly FollowState[]): void {
    for (const follow of follows) {
      this.#follows.set(keyOf(follow), follow);
      this.changed.emit({ channelId: follow.channelId, rootSeq: follow.rootSeq });
    }
  }

  /** Moves one's own mark up, here and now. Answers whether there is anything to tell the server. */
  mark(conversation: Conversation, seq: Seq): boolean {
    const key = keyOf(conversation);
    const state = this.#states.get(key);
    if (!state || seq <= state.markSeq) return false;
    const next = this.#withMark(state, seq);
    if (next === state) return false;
    this.#ahead.set(key, seq);
    this.#states.set(key, next);
    this.changed.emit(conversation);
    return true;
  }

  /** The server's answer to a mark. */
  confirm(conversation: Conversation, seq: Seq, read: ReadState): void {
    const key = keyOf(conversation);
    if ((this.#ahead.get(key) ?? 0) <= seq) this.#ahead.delete(key);
    this.put([read]);
  }

  /** Marked unread: a mark on its way up is void. */
  revert(conversation: Conversation): void {
    this.#ahead.delete(keyOf(conversation));
  }

  #withMark(state: ReadState, seq: Seq): ReadState {
    if (seq <= state.markSeq) return state;
    const record = this.#book.get(state.channelId);
    const read = record ? messagesIn(record, state.rootSeq, state.markSeq, seq) : [];
    const last = read.at(-1);
    const head = record && newestSeq(record, state.rootSeq);
    // Up to the newest message there is: nothing is left, whatever was deleted.
    if (last && ordinal(last) >= state.headN)
      return { ...state, markSeq: seq, markN: state.headN, deletedAfter: 0 };
    if (head !== null && head !== undefined && seq >= head)
      return { ...state, markSeq: seq, markN: state.headN, deletedAfter: 0 };
    if (!last) return { ...state, markSeq: seq };
    const deleted = read.filter((message) => message.deletedAt !== null).length;
    return {
      ...state,
      markSeq: seq,
      markN: ordinal(last),
      deletedAfter: Math.max(0, state.deletedAfter - deleted),
    };
  }

  forget(channelId: ChannelId): void {
    for (const [key, state] of this.#states) if (state.channelId === channelId) this.#states.delete(key);
    for (const [key, follow] of this.#follows) if (follow.channelId === channelId) this.#follows.delete(key);
  }
}

/** Loaded messages of the conversation with `after` < seq ≤ `upTo`, in order. */
function messagesIn(record: ChannelRecord, rootSeq: Seq | null, after: Seq, upTo: Seq): Message[] {
  const messages: Message[] = [];
  for (const message of record.journal.messages.values()) {
    if (message.rootSeq === rootSeq && message.seq > after && message.seq <= upTo) messages.push(message);
  }
  return messages.sort((a, b) => a.seq - b.seq);
}

function newestSeq(record: ChannelRecord, rootSeq: Seq | null): Seq | null {
  return rootSeq === null ? record.journal.seq : (record.journal.threads.get(rootSeq)?.lastReplySeq ?? null);
}

function sameCounts(a: ReadState, b: ReadState): boolean {
  return (
    a.markSeq === b.markSeq &&
    a.markN === b.markN &&
    a.headN === b.headN &&
    a.deletedAfter === b.deletedAfter &&
    a.asOf === b.asOf
  );
}
