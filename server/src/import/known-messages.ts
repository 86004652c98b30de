/**
 * Which messages of an archive are in a channel already. Both are in order of time, so they are walked side by side; only
 * where they part is the message looked up. Memory does not grow with the channel.
 */
import type { ChannelId, MemberId } from '@atrium/shared';
import type { Collection, FindCursor } from 'mongodb';
import type { EntryRow } from '../core/journal/row.ts';
import { importedClientId } from './ids.ts';

const fields = { seq: 1, lane: 1, clientId: 1, authorId: 1, editedAt: 1, deletedAt: 1, body: 1 } as const;

export class KnownMessages {
  readonly #collection: Collection<EntryRow>;
  readonly #channelId: ChannelId;
  readonly #clientIdOf: (key: string) => string;
  readonly #rows: FindCursor<EntryRow>;
  #ahead: EntryRow | null = null;

  constructor(
    collection: Collection<EntryRow>,
    { channelId, source, channelKey }: { channelId: ChannelId; source: string; channelKey: string },
  ) {
    this.#collection = collection;
    this.#channelId = channelId;
    this.#clientIdOf = (key) => importedClientId(source, channelKey, key);
    this.#rows = collection
      .find({ channelId, kind: 'message' }, { projection: fields, batchSize: 1_000 })
      .sort({ seq: 1 });
  }

  /** To be asked in the archive's order. */
  async find(key: string, authorId: MemberId): Promise<EntryRow | null> {
    const clientId = this.#clientIdOf(key);
    this.#ahead ??= await this.#rows.next();
    if (this.#ahead?.clientId === clientId) {
      const found = this.#ahead;
      this.#ahead = null;
      return found;
    }
    const found = (await this.#collection.findOne(
      { channelId: this.#channelId, authorId, clientId: clientId as never },
      { projection: fields },
    )) as EntryRow | null;
    // What the archive does not have any more is passed over.
    while (found && this.#ahead && this.#ahead.seq <= found.seq) this.#ahead = await this.#rows.next();
    return found;
  }

  close(): Promise<void> {
    return this.#rows.close();
  }
}
