import { type ChannelId, type ChannelPreference, defaultPreferences, type Preferences } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import { Emitter } from './emitter.ts';

/** A person's own settings. A change shows at once and is taken back when the server refuses it. */
export class PreferenceBook {
  readonly #connection: Connection;
  readonly #channels = new Map<ChannelId, ChannelPreference>();
  #all: Preferences = defaultPreferences;
  readonly changed = new Emitter();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get all(): Preferences {
    return this.#all;
  }

  channel(channelId: ChannelId): ChannelPreference {
    const known = this.#channels.get(channelId);
    if (known) return known;
    const fresh = { channelId, level: null, section: null, order: 0 };
    this.#channels.set(channelId, fresh);
    return fresh;
  }

  channels(): IterableIterator<ChannelPreference> {
    return this.#channels.values();
  }

  /** What counts in a channel: its own level, or the workspace's. */
  level(channelId: ChannelId): Preferences['level'] {
    return this.channel(channelId).level ?? this.#all.level;
  }

  put(preferences: Preferences | undefined, channels: readonly ChannelPreference[] = []): void {
    if (preferences) this.#all = preferences;
    for (const preference of channels) this.#channels.set(preference.channelId, preference);
    this.changed.emit();
  }

  async set(change: Partial<Preferences>): Promise<void> {
    const before = this.#all;
    this.put({ ...before, ...change });
    try {
      this.put((await this.#connection.command('preferences.set', change)).preferences);
    } catch (error) {
      this.put(before);
      throw error;
    }
  }

  async setChannel(
    channelId: ChannelId,
    change: Partial<Omit<ChannelPreference, 'channelId'>>,
  ): Promise<void> {
    const before = this.channel(channelId);
    this.put(undefined, [{ ...before, ...change }]);
    try {
      const { preference } = await this.#connection.command('preferences.set_channel', {
        channelId,
        ...change,
      });
      this.put(undefined, [preference]);
    } catch (error) {
      this.put(undefined, [before]);
      throw error;
    }
  }
}
