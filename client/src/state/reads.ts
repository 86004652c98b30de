/**
 * How far this person has read, everywhere. The server's values count; between them the client reads on from the entries
 * themselves, so that a count is right on every device at the same position. An own mark shows at once and is sent a
 * moment later, once for many.
 */
import {
  advanceReadState,
  type ChannelId,
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
import type { ChannelBook } from './book.ts';
import { type ConversationKey, keyOf } from './conversation.ts';
import { Emitter } from './emitter.ts';
import { FollowBook } from './follows.ts';
import type { ChannelRecord } from './record.ts';
import type { Conversation } from './views.ts';

export class ReadBook {
  readonly #self: MemberId;
  readonly #book: ChannelBook;
  /** The server's clock. */
  readonly #now: () => number;
  readonly #states = new Map<ConversationKey, ReadState>();
  readonly #follows = new FollowBook();
  /** Threads of which the server holds a mark for certain: without one, all replies count from the first on. */
  readonly #marked = new Set<ConversationKey>();
  /** Own marks that the server has not confirmed. */
  readonly #ahead = new Map<ConversationKey, Seq>();
  readonly changed = new Emitter<Conversation>();
  /** A mark moved back: what had been read counts again. */
  readonly lowered = new Emitter<Conversation>();

  constructor(self: MemberId, book: ChannelBook, now: () => number) {
    this.#self = self;
    this.#book = book;
    this.#now = now;
  }

  state(conversation: Conversation): ReadState | null {
    return this.#states.get(keyOf(conversation)) ?? null;
  }

  all(): IterableIterator<ReadState> {
    return this.#states.values();
  }

  follow(conversation: Conversation): FollowState | null {
    return this.#follows.get(conversation);
  }

  isFollowing(conversation: Conversation): boolean {
    return this.follow(conversation)?.following ?? false;
  }

  follows(): IterableIterator<FollowState> {
    return this.#follows.all();
  }

  unread(conversation: Conversation): number {
    const state = this.state(conversation);
    if (!state) return 0;
    if (conversation.rootSeq === null) return unreadCount(state, null, this.#now());
    if (!this.isFollowing(conversation)) return 0;
    const record = this.#book.get(conversation.channelId);
    if (record?.isThreadMuted(conversation.rootSeq, this.#now())) return 0;
    return unreadCount(state, null, this.#now());
  }

  /** Reads on over an entry that was applied. */
  advance({ id: channelId }: ChannelRecord, rootSeq: Seq | null, entry: SeenEntry): void {
    const conversation = { channelId, rootSeq };
    const state = this.#states.get(keyOf(conversation)) ?? this.#begun(conversation, entry);
    if (state) this.#set(advanceReadState(state, entry, this.#self));
  }

  /** Somebody was the first to reply to a message of this person's: all of it is news. */
  started({ id: channelId }: ChannelRecord, reply: Message, rootSeq: Seq): void {
    if (!this.#follows.begin({ channelId, rootSeq }, 'started', reply.seq)) return;
    const conversation = { channelId, rootSeq };
    if (!this.state(conversation)) this.#set(readUpTo(conversation, rootSeq, 0, reply.seq - 1));
    this.changed.emit(conversation);
  }

  replied({ id: channelId }: ChannelRecord, { seq }: Message, rootSeq: Seq): void {
    if (this.#follows.again({ channelId, rootSeq }, seq)) this.changed.emit({ channelId, rootSeq });
  }

  /** For somebody who is mentioned in a thread that they never read, what was said before is not news. */
  mentioned({ id: channelId }: ChannelRecord, { seq, rn }: Message, rootSeq: Seq): void {
    const conversation = { channelId, rootSeq };
    const began = this.#follows.begin({ channelId, rootSeq }, 'mentioned', seq);
    const state = this.state(conversation);
    const isMarked = this.#marked.has(keyOf(conversation)) || (state !== null && state.markSeq > rootSeq);
    if (!isMarked && (state?.asOf ?? 0) < seq) this.#set(readUpTo(conversation, seq - 1, rn - 1, seq - 1));
    if (began) this.changed.emit(conversation);
  }

  /** Writing somewhere reads it up to there, also where the server's mark was read before that. */
  wrote({ id: channelId }: ChannelRecord, { rootSeq, seq }: Message): void {
    const state = this.state({ channelId, rootSeq });
    if (state && seq > state.markSeq) this.#set(this.#withMark(state, seq));
  }

  #set(next: ReadState): void {
    const key = keyOf(next);
    const known = this.#states.get(key);
    if (known === next) return;
    this.#states.set(key, next);
    const conversation = { channelId: next.channelId, rootSeq: next.rootSeq };
    this.changed.emit(conversation);
    if (known && next.markSeq < known.markSeq) this.lowered.emit(conversation);
  }

  /** A followed thread of which the server said nothing had been read to its end. */
  #begun(conversation: Conversation, entry: SeenEntry): ReadState | null {
    if (isHidden(entry) || entry.kind !== 'message' || !this.isFollowing(conversation)) return null;
    return readUpTo(conversation, entry.seq - 1, ordinal(entry) - 1, entry.seq - 1);
  }

  /** Values of the server, each as of some entry: brought to where its channel is here. */
  put(states: readonly ReadState[]): void {
    for (const state of states) {
      const key = keyOf(state);
      const now = this.#withMark(this.#broughtUp(state), this.#ahead.get(key) ?? 0);
      const known = this.#states.get(key);
      if (!known || !sameCounts(known, now)) this.#set(now);
    }
  }

  /** All threads with something unread, as of the channels' positions: what is not among them has been read elsewhere. */
  putThreads(unread: readonly ReadState[], asOf: ReadonlyMap<ChannelId, Seq>): void {
    const listed = new Set(unread.map(keyOf));
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

  /** Marks that the person set, on whatever device. */
  putMarked(states: readonly ReadState[]): void {
    for (const state of states) this.#marked.add(keyOf(state));
    this.put(states);
  }

  putFollows(follows: readonly FollowState[]): void {
    for (const follow of follows)
      if (this.#follows.put(follow))
        this.changed.emit({ channelId: follow.channelId, rootSeq: follow.rootSeq });
  }

  /** All threads that are followed or not followed any more, as of the channels' positions. */
  putAllFollows(follows: readonly FollowState[], asOf: ReadonlyMap<ChannelId, Seq>): void {
    for (const gone of this.#follows.missingFrom(follows, asOf)) {
      this.#follows.remove(gone);
      this.changed.emit({ channelId: gone.channelId, rootSeq: gone.rootSeq });
    }
    this.putFollows(follows);
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
    this.putMarked([read]);
    // Lists that the server made before it heard of the mark are out of date, also where nothing changes here.
    this.changed.emit(conversation);
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
    this.#follows.forget(channelId);
  }
}

/** Everything up to `markSeq` read, and nothing known to follow, as of `asOf`. */
function readUpTo(conversation: Conversation, markSeq: Seq, markN: number, asOf: Seq): ReadState {
  const { channelId, rootSeq } = conversation;
  return { channelId, rootSeq, markSeq, markN, headN: markN, deletedAfter: 0, asOf };
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
