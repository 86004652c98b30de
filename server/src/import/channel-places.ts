/** Which channel here an archive's channel becomes, and what it is called: decided once, the same when tried again. */
import { type ChannelId, limits, type MemberId } from '@atrium/shared';
import { channelName } from '@atrium/shared/schema';
import type { Db } from 'mongodb';
import { directIdOf } from '../channels/ids.ts';
import { isDuplicate } from '../core/database-errors.ts';
import type { ArchiveChannel, Note } from './archive.ts';
import { importedChannelId } from './ids.ts';
import type { People } from './people.ts';

export interface Place {
  channelId: ChannelId;
  kind: ArchiveChannel['kind'];
  name: string;
}

interface PlaceRow extends Place {
  _id: string;
}

/** Nobody takes the name over while the import is under way; afterwards the channel bears it. */
const claimAheadMs = 7 * 24 * 3_600_000;

export class ChannelPlaces {
  readonly #db: Db;
  readonly #source: string;
  readonly #now: number;
  readonly #places = new Map<string, Place>();

  constructor(db: Db, source: string, now: number) {
    this.#db = db;
    this.#source = source;
    this.#now = now;
  }

  get(key: string): Place | undefined {
    return this.#places.get(key);
  }

  async add(channel: ArchiveChannel, people: People, note: Note): Promise<void> {
    const _id = `${this.#source} #${channel.key}`;
    const known = await this.#rows().findOne({ _id });
    const place = known ?? (await this.#choose(channel, people, note));
    if (!known) await this.#rows().insertOne({ _id, ...place });
    this.#places.set(channel.key, place);
  }

  async #choose(channel: ArchiveChannel, people: People, note: Note): Promise<Place> {
    const direct = channel.kind === 'direct' ? await this.#direct(channel, people) : null;
    if (direct) return direct;
    const channelId = importedChannelId(this.#source, channel.key);
    const name = await this.#claim(fitName(channel.name), channelId);
    if (name !== channel.name) note('name_changed', channel.name, name);
    return { channelId, kind: channel.kind === 'direct' ? 'private' : channel.kind, name };
  }

  /** Null when these people have a conversation here already, or are too many for one: it becomes a private channel. */
  async #direct(channel: ArchiveChannel, people: People): Promise<Place | null> {
    const ids = new Set(channel.members.map((key) => people.memberOf(key)).filter((id) => id !== null));
    if (ids.size === 0 || ids.size > limits.directMembersMax) return null;
    const channelId = directIdOf([...ids].toSorted() as MemberId[]);
    const [entry, place] = await Promise.all([
      this.#db.collection('entries').findOne({ channelId }),
      this.#rows().findOne({ channelId }),
    ]);
    return entry || place ? null : { channelId, kind: 'direct', name: '' };
  }

  async #claim(wanted: string, channelId: ChannelId): Promise<string> {
    for (let n = 1; ; n += 1) {
      const name = n === 1 ? wanted : `${wanted.slice(0, limits.channelNameLength - 6)}-${n}`;
      try {
        await this.#db
          .collection<{ _id: string; channelId: ChannelId; claimedAt: number }>('channel_names')
          .insertOne({ _id: name.normalize('NFC'), channelId, claimedAt: this.#now + claimAheadMs });
        return name;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        const held = await this.#db
          .collection<{ _id: string; channelId: ChannelId }>('channel_names')
          .findOne({ _id: name.normalize('NFC') });
        if (held?.channelId === channelId) return name;
      }
    }
  }

  #rows() {
    return this.#db.collection<PlaceRow>('import_channels');
  }
}

function fitName(name: string): string {
  const fit = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_.+-]+/gu, '-')
    .slice(0, limits.channelNameLength)
    .replace(/^[_.+-]+|[_.-]+$/g, '');
  return channelName.safeParse(fit).success ? fit : 'channel';
}
