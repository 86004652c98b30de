/** Timelines that are on the screen, and a few that were a moment ago. */
import type { ChannelId } from '@atrium/shared';
import { type ConversationKey, keyOf } from './conversation.ts';
import { Emitter } from './emitter.ts';
import { TimelineModel } from './timeline.ts';
import type { TimelineOptions } from './timeline-types.ts';
import type { Conversation } from './views.ts';

const keptAfterUse = 6;

export class Timelines {
  readonly #options: Omit<TimelineOptions, 'conversation'>;
  readonly #models = new Map<ConversationKey, { model: TimelineModel; users: number }>();

  /** Nobody looked at it for a while. */
  readonly closed = new Emitter<Conversation>();

  constructor(options: Omit<TimelineOptions, 'conversation'>) {
    this.#options = options;
  }

  /** The model of a conversation; `retain` it for as long as it is on the screen. */
  at(conversation: Conversation): TimelineModel {
    return this.#entry(conversation).model;
  }

  #entry(conversation: Conversation): { model: TimelineModel; users: number } {
    const key = keyOf(conversation);
    const entry = this.#models.get(key) ?? {
      model: new TimelineModel({ ...this.#options, conversation }),
      users: 0,
    };
    // The last used is the last in order.
    this.#models.delete(key);
    this.#models.set(key, entry);
    return entry;
  }

  /** The answer gives it back. */
  retain(conversation: Conversation): () => void {
    const entry = this.#entry(conversation);
    entry.users += 1;
    let held = true;
    return () => {
      if (held) entry.users -= 1;
      held = false;
      this.#sweep();
    };
  }

  get(conversation: Conversation): TimelineModel | null {
    return this.#models.get(keyOf(conversation))?.model ?? null;
  }

  *all(): Generator<TimelineModel> {
    for (const { model } of this.#models.values()) yield model;
  }

  /** Is it on the screen (of this tab)? */
  isShown(conversation: Conversation): boolean {
    return (this.#models.get(keyOf(conversation))?.users ?? 0) > 0;
  }

  isChannelShown(channelId: ChannelId): boolean {
    return [...this.#models.values()].some(
      ({ model, users }) => users > 0 && model.conversation.channelId === channelId,
    );
  }

  /** The window came to the front: what stands in it is seen now. */
  becameVisible(): void {
    for (const { model, users } of this.#models.values()) if (users > 0) model.becameVisible();
  }

  #sweep(): void {
    const unused = [...this.#models].filter(([, { users }]) => users === 0);
    for (const [key, { model }] of unused.slice(0, Math.max(0, unused.length - keptAfterUse))) {
      model.close();
      this.#models.delete(key);
      this.closed.emit(model.conversation);
    }
  }

  forget(channelId: ChannelId): void {
    for (const { model } of this.#models.values())
      if (model.conversation.channelId === channelId) model.gone();
  }

  close(): void {
    for (const { model } of this.#models.values()) model.close();
    this.#models.clear();
  }
}
