/** The channels that this client follows, by id. */
import type { ChannelId } from '@atrium/shared';
import { Emitter } from './emitter.ts';
import type { ChannelRecord, RecordChange } from './record.ts';

export class ChannelBook {
  readonly #records = new Map<ChannelId, ChannelRecord>();
  readonly #offs = new Map<ChannelId, () => void>();
  /** Something in one channel changed. */
  readonly changed = new Emitter<{ record: ChannelRecord; change: RecordChange }>();
  /** A channel came or went. */
  readonly listed = new Emitter<{ channelId: ChannelId; present: boolean }>();

  get(channelId: ChannelId): ChannelRecord | undefined {
    return this.#records.get(channelId);
  }

  all(): IterableIterator<ChannelRecord> {
    return this.#records.values();
  }

  get size(): number {
    return this.#records.size;
  }

  put(record: ChannelRecord): void {
    this.#offs.get(record.id)?.();
    this.#records.set(record.id, record);
    this.#offs.set(
      record.id,
      record.changed.on((change) => this.changed.emit({ record, change })),
    );
    this.listed.emit({ channelId: record.id, present: true });
  }

  forget(channelId: ChannelId): void {
    this.#offs.get(channelId)?.();
    this.#offs.delete(channelId);
    if (this.#records.delete(channelId)) this.listed.emit({ channelId, present: false });
  }

  clear(): void {
    for (const channelId of [...this.#records.keys()]) this.forget(channelId);
  }
}
