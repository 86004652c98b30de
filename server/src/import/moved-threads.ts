/**
 * Replies to threads of an archive's channel that were moved to other channels here since: they go where the thread is now,
 * through every further move. What is there already, also where the thread only came through, is not brought in again.
 */
import type { ChannelId } from '@atrium/shared';
import type { Db } from 'mongodb';
import type { ChannelRow } from '../core/journal/models.ts';
import type { MoveRow } from '../core/journal/move-model.ts';
import type { EntryRow } from '../core/journal/row.ts';
import type { Note } from './archive.ts';
import { importedClientId } from './ids.ts';
import { LaterEntries, type LaterMessage, type Stray } from './later-entries.ts';

export interface MovedThreadsOptions {
  db: Db;
  source: string;
  channelKey: string;
  /** What the report calls the archive's channel. */
  name: string;
  note: Note;
  /** A reply does not come in: it is there already, or cannot go where its thread is. */
  onLeftOut: (reply: LaterMessage) => void;
}

export class MovedThreads {
  readonly #options: MovedThreadsOptions;
  /** The channels that replies went to. */
  readonly channels = new Map<ChannelId, LaterEntries>();

  constructor(options: MovedThreadsOptions) {
    this.#options = options;
  }

  /** @param strays as a channel's own entries left them */
  async follow(channelId: ChannelId, strays: readonly Stray[]): Promise<void> {
    for (const stray of strays) await this.#follow(channelId, stray);
  }

  async flush(): Promise<void> {
    for (let isDone = false; !isDone;) {
      isDone = true;
      for (const [channelId, entries] of this.channels) {
        await entries.flush();
        const strays = entries.takeStrays();
        if (strays.length > 0) isDone = false;
        await this.follow(channelId, strays);
      }
    }
  }

  async #follow(channelId: ChannelId, { reply, rootSeq }: Stray): Promise<void> {
    const { db, name, note, onLeftOut } = this.#options;
    const move = await db.collection<MoveRow>('moves').findOne({ channelId, rootSeq });
    const to = move?.to ?? null;
    const where = `${name}/${reply.item.key}`;
    const isThere = to !== null && (await this.#isIn(to.channelId, reply));
    const entries = to !== null && !isThere ? await this.#open(to.channelId) : null;
    if (to !== null && entries !== null && reply.item.root !== null) {
      entries.roots.set(reply.item.root, to.rootSeq);
      return entries.add(reply);
    }
    onLeftOut(reply);
    // A thread that is on its way takes no replies until it has arrived: the next import brings this one.
    if (!isThere) note('thread_moved', where, to === null ? 'on its way' : 'archived or gone');
  }

  async #isIn(channelId: ChannelId, { authorId, key }: LaterMessage): Promise<boolean> {
    const { db, source, channelKey } = this.#options;
    const clientId = importedClientId(source, channelKey, key);
    const found = await db
      .collection<EntryRow>('entries')
      .findOne({ channelId, authorId, clientId }, { projection: { seq: 1 } });
    return found !== null;
  }

  /** Null where nothing is written any more. */
  async #open(channelId: ChannelId): Promise<LaterEntries | null> {
    const { db, source, channelKey } = this.#options;
    const known = this.channels.get(channelId);
    if (known) return known;
    const row = await db.collection<ChannelRow>('channels').findOne({ _id: channelId });
    if (!row || row.archivedAt !== null) return null;
    const entries = new LaterEntries({
      ...{ collection: db.collection<EntryRow>('entries'), channelId, source, channelKey },
    });
    this.channels.set(channelId, entries);
    return entries;
  }
}
