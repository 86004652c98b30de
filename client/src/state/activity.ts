/** The inbox of what happened to this person: how much of it is unread, and what came while the client looked on. */
import type { Activity, ChannelId, Seq } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import type { Timers } from '../net/timers.ts';
import { Emitter } from './emitter.ts';

const recheckAfterMs = 1_000;
const keptLive = 200;

export class ActivityBook {
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #live = new Map<string, Activity>();
  #unread = 0;
  #cancelRecheck = () => {};
  readonly changed = new Emitter();

  constructor(connection: Connection, timers: Timers) {
    this.#connection = connection;
    this.#timers = timers;
  }

  get unread(): number {
    return this.#unread;
  }

  /** What came since the client was opened, newest first. */
  live(): Activity[] {
    return [...this.#live.values()].sort((a, b) => b.at - a.at || b.seq - a.seq);
  }

  setUnread(unread: number): void {
    if (this.#unread === unread) return;
    this.#unread = unread;
    this.changed.emit();
  }

  put(activity: readonly Activity[]): void {
    for (const item of activity) {
      const key = activityKey(item);
      const known = this.#live.get(key);
      if (!known && !item.read) this.#unread += 1;
      if (known && !known.read && item.read) this.#unread = Math.max(0, this.#unread - 1);
      this.#live.set(key, item);
    }
    for (const key of this.#live.keys()) if (this.#live.size > keptLive) this.#live.delete(key);
    if (activity.length > 0) this.changed.emit();
  }

  /** Something was read: the server says what is left. */
  recheck(): void {
    if (this.#unread === 0) return;
    this.#cancelRecheck();
    this.#cancelRecheck = this.#timers.after(recheckAfterMs, () => {
      this.#connection
        .command('activity.list', { filter: 'unread', limit: 1 })
        .then(({ unread }) => this.setUnread(unread))
        // The next mark or the next load brings the figure.
        .catch(() => {});
    });
  }

  close(): void {
    this.#cancelRecheck();
  }
}

export function activityKey({ channelId, seq }: { channelId: ChannelId; seq: Seq }): string {
  return `${channelId}/${seq}`;
}
