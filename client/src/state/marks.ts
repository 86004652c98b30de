/** Tells the server how far this person has read: a moment after they did, once for many rows. */
import type { Seq } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import { toAtriumError } from '../net/errors.ts';
import type { Timers } from '../net/timers.ts';
import { type ConversationKey, keyOf } from './conversation.ts';
import type { ReadBook } from './reads.ts';
import type { Conversation } from './views.ts';

const sendAfterMs = 400;
const sendAgainAfterMs = 5_000;

export class Marks {
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #reads: ReadBook;
  /** Marks that the server has not heard of. */
  readonly #pending = new Map<
    ConversationKey,
    { conversation: Conversation; seq: Seq; cancel: () => void }
  >();

  #closed = false;

  constructor(connection: Connection, timers: Timers, reads: ReadBook) {
    this.#connection = connection;
    this.#timers = timers;
    this.#reads = reads;
  }

  /** The rows up to `seq` were seen. */
  seen(conversation: Conversation, seq: Seq): void {
    if (this.#reads.mark(conversation, seq)) this.#plan(conversation, seq, sendAfterMs);
  }

  async markRead(conversation: Conversation, seq: Seq): Promise<void> {
    this.#reads.mark(conversation, seq);
    await this.#send(conversation, seq);
  }

  async markUnread(conversation: Conversation, seq: Seq): Promise<void> {
    this.#drop(conversation);
    this.#reads.revert(conversation);
    const { read } = await this.#connection.command('read.mark_unread', { ...conversation, seq });
    this.#reads.putMarked([read]);
  }

  /** The connection is there again. */
  resume(): void {
    for (const { conversation, seq } of [...this.#pending.values()])
      this.#plan(conversation, seq, this.#timers.random() * sendAfterMs);
  }

  #plan(conversation: Conversation, seq: Seq, afterMs: number): void {
    this.#drop(conversation);
    const cancel = this.#timers.after(afterMs, () => void this.#send(conversation, seq).catch(toAtriumError));
    this.#pending.set(keyOf(conversation), { conversation, seq, cancel });
  }

  #drop(conversation: Conversation): void {
    const key = keyOf(conversation);
    this.#pending.get(key)?.cancel();
    this.#pending.delete(key);
  }

  async #send(conversation: Conversation, seq: Seq): Promise<void> {
    try {
      const { read } = await this.#connection.command(
        'read.mark',
        { ...conversation, seq },
        { onlyNow: true },
      );
      if ((this.#pending.get(keyOf(conversation))?.seq ?? 0) <= seq) this.#drop(conversation);
      this.#reads.confirm(conversation, seq, read);
    } catch (error) {
      // What shows as read here is told until the server has heard it; what it refuses it knows better.
      if (toAtriumError(error).retryable) {
        const newer = this.#pending.get(keyOf(conversation))?.seq ?? 0;
        if (newer <= seq && !this.#closed) this.#plan(conversation, seq, sendAgainAfterMs);
      } else {
        this.#drop(conversation);
        this.#reads.revert(conversation);
      }
      throw error;
    }
  }

  close(): void {
    this.#closed = true;
    for (const { cancel } of this.#pending.values()) cancel();
  }
}
