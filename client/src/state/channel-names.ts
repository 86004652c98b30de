/** Names of public channels that a text names and this person is not in. Asked of the directory, all at once and rarely. */
import { type ChannelId, limits } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import { sleep, type Timers } from '../net/timers.ts';
import { Emitter } from './emitter.ts';

const batchMs = 50;
/** A channel that the directory does not list is not looked for again before this. */
const missingForMs = 60_000;
/** At most so many pages are read for one answer. */
const pagesMax = 10;

export class ChannelNames {
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #names = new Map<ChannelId, string>();
  readonly #missing = new Map<ChannelId, number>();
  readonly #wanted = new Set<ChannelId>();
  #asking = false;
  readonly changed = new Emitter();

  constructor(connection: Connection, timers: Timers) {
    this.#connection = connection;
    this.#timers = timers;
  }

  get(id: ChannelId): string | null {
    return this.#names.get(id) ?? null;
  }

  want(id: ChannelId): void {
    if (this.#names.has(id) || (this.#missing.get(id) ?? 0) > this.#timers.now()) return;
    this.#wanted.add(id);
    if (!this.#asking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    await sleep(this.#timers, batchMs);
    for (const archived of [false, true]) {
      // Guests may not browse; without a connection the next text that names one asks again.
      if (this.#isWanting()) await this.#read(archived).catch(() => {});
    }
    for (const id of this.#wanted) this.#missing.set(id, this.#timers.now() + missingForMs);
    this.#wanted.clear();
    this.#asking = false;
    this.changed.emit();
  }

  #isWanting(): boolean {
    return this.#wanted.size > 0;
  }

  async #read(archived: boolean): Promise<void> {
    let cursor: string | null = null;
    for (let page = 0; page < pagesMax && this.#isWanting(); page += 1) {
      const {
        channels,
        next,
      }: { channels: { channel: { id: ChannelId; name: string } }[]; next: string | null } =
        await this.#connection.command('channel.browse', {
          archived,
          limit: limits.pageSizeMax,
          ...(cursor === null ? {} : { cursor }),
        });
      for (const { channel } of channels) {
        this.#names.set(channel.id, channel.name);
        this.#wanted.delete(channel.id);
      }
      if (next === null) return;
      cursor = next;
    }
  }
}
