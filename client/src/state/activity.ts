/**
 * Where something happened that concerns this person. The server lists what was unread when it was asked; entries add and
 * take away; whether a place still counts is read off the mark of its conversation, so that reading needs no answer.
 */
import type { ActivityPlace, ChannelId, Seq } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import type { Timers } from '../net/timers.ts';
import { conversationOf } from './conversation.ts';
import { Emitter } from './emitter.ts';
import type { ReadBook } from './reads.ts';

const recheckAfterMs = 500;
const keptMax = 2_000;

export class ActivityBook {
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #reads: ReadBook;
  readonly #places = new Map<string, ActivityPlace>();
  #count: { total: number; byChannel: Map<ChannelId, number> } | null = null;
  #cancelRecheck = () => {};
  readonly #offs: (() => void)[];
  readonly changed = new Emitter();

  constructor(connection: Connection, timers: Timers, reads: ReadBook) {
    this.#connection = connection;
    this.#timers = timers;
    this.#reads = reads;
    this.#offs = [
      reads.changed.on(() => this.#recount()),
      // What was read when the server listed it may be unread again.
      reads.lowered.on(() => this.recheck()),
    ];
  }

  get unread(): number {
    return this.#counted().total;
  }

  /** In the channel itself, not in its threads. */
  unreadIn(channelId: ChannelId): number {
    return this.#counted().byChannel.get(channelId) ?? 0;
  }

  /** Unread ones. */
  places(): ActivityPlace[] {
    return [...this.#places.values()].filter((place) => this.#isUnread(place));
  }

  add(places: readonly ActivityPlace[]): void {
    for (const { channelId, rootSeq, seq, at, reason } of places)
      this.#places.set(activityKey({ channelId, seq }), { channelId, rootSeq, seq, at, reason });
    for (const key of this.#places.keys()) if (this.#places.size > keptMax) this.#places.delete(key);
    if (places.length > 0) this.#recount();
  }

  get(channelId: ChannelId, seq: Seq): ActivityPlace | undefined {
    return this.#places.get(activityKey({ channelId, seq }));
  }

  remove(channelId: ChannelId, seq: Seq): void {
    if (this.#places.delete(activityKey({ channelId, seq }))) this.#recount();
  }

  /** All that is unread, as of the channels' positions: what came later stays. */
  replace(places: readonly ActivityPlace[], asOf: ReadonlyMap<ChannelId, Seq>): void {
    for (const [key, { channelId, seq }] of this.#places)
      if (seq <= (asOf.get(channelId) ?? Number.POSITIVE_INFINITY)) this.#places.delete(key);
    this.add(places);
    this.#recount();
  }

  /** The list was cleared up to a time (server's clock). */
  clear(upTo: number): void {
    for (const [key, { at }] of this.#places) if (at <= upTo) this.#places.delete(key);
    this.#recount();
  }

  forget(channelId: ChannelId): void {
    for (const [key, place] of this.#places) if (place.channelId === channelId) this.#places.delete(key);
    this.#recount();
  }

  #isUnread({ channelId, rootSeq, seq }: ActivityPlace): boolean {
    return seq > (this.#reads.state(conversationOf(channelId, rootSeq))?.markSeq ?? 0);
  }

  #recount(): void {
    this.#count = null;
    this.changed.emit();
  }

  #counted() {
    if (this.#count) return this.#count;
    const byChannel = new Map<ChannelId, number>();
    let total = 0;
    for (const place of this.#places.values()) {
      if (!this.#isUnread(place)) continue;
      total += 1;
      if (place.rootSeq === null) byChannel.set(place.channelId, (byChannel.get(place.channelId) ?? 0) + 1);
    }
    this.#count = { total, byChannel };
    return this.#count;
  }

  /** Something happened of which only the server knows what it means. */
  recheck(): void {
    this.#cancelRecheck();
    this.#cancelRecheck = this.#timers.after(recheckAfterMs, () => {
      this.#connection
        .command('activity.list', { filter: 'unread', limit: 200 })
        .then(({ activity }) => this.add(activity))
        // The next load brings them.
        .catch(() => {});
    });
  }

  close(): void {
    this.#cancelRecheck();
    for (const off of this.#offs) off();
  }
}

export function activityKey({ channelId, seq }: { channelId: ChannelId; seq: Seq }): string {
  return `${channelId}/${seq}`;
}
