/**
 * A channel in memory as of its head: the state that rules are checked against, the newest entries, who posted when, and
 * which commands were carried out lately. Nothing but {@link apply} moves it, one entry at a time, in seq order.
 */
import {
  applyEntry,
  isThreadMuted,
  type JournalState,
  limits,
  type MemberId,
  messageAfter,
  threadAfter,
} from '@atrium/shared';
import { Recent } from './recent.ts';
import type { Taken } from './row.ts';

export interface Written {
  seq: number;
  at: number;
  digest: string;
}

/** How many commands a journal remembers; older resends are looked up. */
const idsMax = 2_000;
const postersMax = 2_000;

export class ChannelHead {
  readonly state: JournalState;
  readonly recent: Recent;
  /** Of the newest entry: times never go back within a channel. */
  at = 0;
  /** Of the newest message of the channel itself. */
  lastMessageAt: number | null = null;
  /** The newest root that was moved here. */
  lastMovedSeq = 0;
  readonly posters = new Map<MemberId, number>();
  /** Commands by {@link idKey}. The unique index stays the arbiter. */
  readonly ids = new Map<string, Written>();

  constructor(state: JournalState, projectedSeq: number) {
    this.state = state;
    this.recent = new Recent(state.seq, projectedSeq, ({ entry }) => state.messages.delete(entry.seq));
  }

  apply(taken: Taken): void {
    const { entry, digest } = taken;
    const { threads } = this.state;
    const isUnloadedReply = entry.kind === 'message' && entry.rootSeq !== null && !threads.has(entry.rootSeq);
    if (entry.kind === 'message' && entry.rootSeq !== null) {
      const thread = threads.get(entry.rootSeq);
      const isMuted = thread ? isThreadMuted(thread.flags, entry.at) : undefined;
      taken.asPosted = { mentions: entry.mentions, isThreadMuted: isMuted };
    }
    applyEntry(this.state, entry);
    // The reducer begins a thread with its first reply; here it may have had a title or a lock before, in its row.
    if (isUnloadedReply) threads.delete(entry.rootSeq ?? 0);
    this.recent.push(taken);
    if ('target' in entry) this.#updateTarget(taken, entry.target);
    else if (entry.kind === 'message' && entry.moved) {
      if (entry.rootSeq === null) this.lastMovedSeq = entry.seq;
    } else if (entry.kind === 'message') {
      this.#remember(this.posters, entry.authorId, entry.at, postersMax);
      if (entry.rootSeq === null) this.lastMessageAt = entry.at;
    }
    this.at = Math.max(this.at, entry.at);
    if (entry.clientId !== null) {
      const written = { seq: entry.seq, at: entry.at, digest };
      this.#remember(this.ids, idKey(entry.authorId, entry.clientId), written, idsMax);
    }
  }

  /** Texts are not in entries: the reducer leaves them to whoever has them. */
  #updateTarget({ entry, text }: Taken, target: number): void {
    const { messages, threads } = this.state;
    const message = messages.get(target);
    if (message) {
      const next = messageAfter(message, entry, text !== undefined && 'body' in text ? text : undefined);
      messages.set(target, next);
      this.recent.replace(next);
    }
    const thread = threads.get(target);
    if (thread && text !== undefined && 'title' in text)
      threads.set(target, threadAfter(thread, entry, text));
  }

  #remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, max: number): void {
    map.delete(key);
    map.set(key, value);
    if (map.size <= max) return;
    for (const oldest of map.keys()) {
      map.delete(oldest);
      return;
    }
  }

  /** A thread that was read from the database. The least recently loaded ones go when there are too many. */
  trimThreads(): void {
    const { threads } = this.state;
    for (const rootSeq of threads.keys()) {
      if (threads.size <= limits.threadsInMemoryMax) return;
      threads.delete(rootSeq);
    }
  }
}

/** Neither part holds a space. */
export function idKey(authorId: string, clientId: string): string {
  return `${authorId} ${clientId}`;
}
