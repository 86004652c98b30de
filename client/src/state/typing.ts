/** Who is writing where. It expires by itself; a message by somebody ends it at once. */
import { isHidden, limits, type MemberId } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import type { Timers } from '../net/timers.ts';
import { type ConversationKey, keyOf } from './conversation.ts';
import { Emitter } from './emitter.ts';
import type { ChannelRecord, RecordChange } from './record.ts';
import type { Conversation } from './views.ts';

const nobody: readonly MemberId[] = [];

export class TypingBook {
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #self: MemberId;
  /** Until when, by conversation and member. */
  readonly #until = new Map<ConversationKey, Map<MemberId, number>>();
  readonly #views = new Map<ConversationKey, readonly MemberId[]>();
  readonly #sentAt = new Map<ConversationKey, number>();
  readonly changed = new Emitter<ConversationKey>();

  constructor(connection: Connection, timers: Timers, self: MemberId) {
    this.#connection = connection;
    this.#timers = timers;
    this.#self = self;
  }

  who(conversation: Conversation): readonly MemberId[] {
    return this.#views.get(keyOf(conversation)) ?? nobody;
  }

  put(typing: readonly (Conversation & { memberId: MemberId })[]): void {
    for (const { memberId, ...conversation } of typing) {
      if (memberId === this.#self) continue;
      const key = keyOf(conversation);
      const people = this.#until.get(key) ?? new Map<MemberId, number>();
      people.set(memberId, this.#timers.now() + limits.typingMs);
      this.#until.set(key, people);
      this.#publish(key);
      this.#timers.after(limits.typingMs + 10, () => this.#expire(key));
    }
  }

  take(record: ChannelRecord, { fresh }: RecordChange): void {
    for (const entry of fresh) {
      if (isHidden(entry) || entry.kind !== 'message') continue;
      const key = keyOf({ channelId: record.id, rootSeq: entry.rootSeq });
      if (this.#until.get(key)?.delete(entry.authorId)) this.#publish(key);
    }
  }

  #expire(key: ConversationKey): void {
    const people = this.#until.get(key);
    for (const [memberId, until] of people ?? []) if (until <= this.#timers.now()) people?.delete(memberId);
    this.#publish(key);
  }

  #publish(key: ConversationKey): void {
    const now = [...(this.#until.get(key)?.keys() ?? [])];
    const before = this.#views.get(key) ?? nobody;
    if (now.length === before.length && now.every((id, index) => id === before[index])) return;
    if (now.length === 0) {
      this.#views.delete(key);
      this.#until.delete(key);
    } else this.#views.set(key, now);
    this.changed.emit(key);
  }

  /** This person pressed a key. Told to others at most twice in the time that it lasts. */
  typing(conversation: Conversation): void {
    const key = keyOf(conversation);
    const now = this.#timers.now();
    if (now - (this.#sentAt.get(key) ?? 0) < limits.typingMs / 2) return;
    this.#sentAt.set(key, now);
    // Nothing is lost when it does not arrive.
    this.#connection.command('typing.set', conversation, { onlyNow: true }).catch(() => {});
  }

  stopped(conversation: Conversation): void {
    this.#sentAt.delete(keyOf(conversation));
  }
}
