import { type ChannelId, type ChannelPreference, defaultPreferences, type Preferences } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import { Emitter } from './emitter.ts';

type ChannelChange = Partial<Omit<ChannelPreference, 'channelId'>>;

/**
 * A person's own settings: as the server has them, with the changes over them that it has not answered. What is refused
 * thereby takes nothing else with it, and leaves nothing of another change that was refused.
 */
export class PreferenceBook {
  readonly #connection: Connection;
  #saved: Preferences = defaultPreferences;
  readonly #savedChannels = new Map<ChannelId, ChannelPreference>();
  readonly #changes = new Set<Partial<Preferences>>();
  readonly #channelChanges = new Set<ChannelChange & { channelId: ChannelId }>();
  #all: Preferences = defaultPreferences;
  readonly changed = new Emitter();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get all(): Preferences {
    return this.#all;
  }

  channel(channelId: ChannelId): ChannelPreference {
    const changes = [...this.#channelChanges].filter((change) => change.channelId === channelId);
    const unset: ChannelPreference = { channelId, level: null, section: null, order: 0 };
    return Object.assign(unset, this.#savedChannels.get(channelId), ...changes);
  }

  /** As the server has them. */
  channels(): IterableIterator<ChannelPreference> {
    return this.#savedChannels.values();
  }

  /** What counts in a channel: its own level, or the workspace's. */
  level(channelId: ChannelId): Preferences['level'] {
    return this.channel(channelId).level ?? this.#all.level;
  }

  put(preferences: Preferences | undefined, channels: readonly ChannelPreference[] = []): void {
    if (preferences) this.#saved = preferences;
    for (const preference of channels) this.#savedChannels.set(preference.channelId, preference);
    this.#show();
  }

  set(change: Partial<Preferences>): Promise<void> {
    return this.#carryOut(this.#changes, change, async () => {
      this.#saved = (await this.#connection.command('preferences.set', change)).preferences;
    });
  }

  setChannel(channelId: ChannelId, change: ChannelChange): Promise<void> {
    const input = { channelId, ...change };
    return this.#carryOut(this.#channelChanges, input, async () => {
      const { preference } = await this.#connection.command('preferences.set_channel', input);
      this.#savedChannels.set(channelId, preference);
    });
  }

  async #carryOut<Change>(changes: Set<Change>, change: Change, ask: () => Promise<void>): Promise<void> {
    changes.add(change);
    this.#show();
    try {
      await ask();
    } finally {
      changes.delete(change);
      this.#show();
    }
  }

  #show(): void {
    this.#all = Object.assign({}, this.#saved, ...this.#changes);
    this.changed.emit();
  }
}
