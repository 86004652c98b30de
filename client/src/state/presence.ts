/** Who is here now. Asked for those on the screen; kept up by what the server pushes; never kept on this device. */
import { limits, type MemberId, type Presence } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import { sleep, type Timers } from '../net/timers.ts';
import { Emitter } from './emitter.ts';
import type { PresenceView } from './views.ts';

const batchMs = 30;
const unknown: PresenceView = { state: 'offline', dnd: false };

export class PresenceBook {
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #known = new Map<MemberId, PresenceView>();
  readonly #wanted = new Set<MemberId>();
  #asking = false;
  readonly changed = new Emitter<ReadonlySet<MemberId>>();

  constructor(connection: Connection, timers: Timers) {
    this.#connection = connection;
    this.#timers = timers;
  }

  get(id: MemberId): PresenceView {
    return this.#known.get(id) ?? unknown;
  }

  put(presence: readonly Presence[]): void {
    const changed = new Set<MemberId>();
    for (const { memberId, state, dnd } of presence) {
      const known = this.#known.get(memberId);
      if (known?.state === state && known.dnd === dnd) continue;
      this.#known.set(memberId, { state, dnd });
      changed.add(memberId);
    }
    if (changed.size > 0) this.changed.emit(changed);
  }

  want(id: MemberId): void {
    if (this.#known.has(id) || this.#wanted.has(id)) return;
    this.#wanted.add(id);
    if (!this.#asking) void this.#ask();
  }

  /** After a reconnect, what was pushed meanwhile is not known: all that is kept is asked for again. */
  refresh(): void {
    for (const id of this.#known.keys()) this.#wanted.add(id);
    if (this.#wanted.size > 0 && !this.#asking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    while (this.#wanted.size > 0) {
      await sleep(this.#timers, batchMs);
      const memberIds = [...this.#wanted].slice(0, limits.idsPerLookup);
      for (const id of memberIds) this.#wanted.delete(id);
      const answer = await this.#connection.command('presence.get', { memberIds }).catch(() => null);
      if (!answer) continue;
      const found = new Set(answer.presence.map(({ memberId }) => memberId));
      const absent = memberIds.filter((id) => !found.has(id)).map((memberId) => ({ memberId, ...unknown }));
      this.put([...answer.presence, ...absent]);
    }
    this.#asking = false;
  }
}
