/** Brings one channel in: its entries through {@link ChannelEntries}, its rows through {@link ChannelRows}. */
import {
  type Channel,
  type ChannelId,
  joiningRole,
  limits,
  type MemberId,
  type Message,
  noFlags,
  type Standing,
  type ThreadFlags,
} from '@atrium/shared';
import type { Db } from 'mongodb';
import type { EntryRow } from '../core/journal/row.ts';
import type {
  Archive,
  ArchiveChannel,
  ArchiveItem,
  ArchiveMessage,
  ArchiveThreadChange,
  Names,
  Note,
} from './archive.ts';
import { ChannelEntries } from './channel-entries.ts';
import { ChannelRows, type Root } from './channel-rows.ts';
import type { People } from './people.ts';

export interface ChannelCounts {
  messages: number;
  replies: number;
  threads: number;
  people: number;
}

export interface ChannelImport {
  db: Db;
  archive: Archive;
  channel: ArchiveChannel;
  channelId: ChannelId;
  /** Its name here: it may differ from the archive's when somebody else bears that. */
  name: string;
  people: People;
  names: Names;
  /** In whose name a channel is made whose creator is not known. */
  fallback: MemberId;
  note: Note;
  onMessages(count: number): void;
}

interface OpenRoot extends Root {
  rn: number;
  flags: ThreadFlags;
}

export async function importChannel(options: ChannelImport): Promise<ChannelCounts> {
  return new ChannelWriter(options, await openEntries(options)).run();
}

function openEntries({ db, archive, channel, channelId }: ChannelImport): Promise<ChannelEntries> {
  return ChannelEntries.open({
    collection: db.collection<EntryRow>('entries'),
    channelId,
    source: archive.source,
    channelKey: channel.key,
  });
}

class ChannelWriter {
  readonly #options: ChannelImport;
  readonly #entries: ChannelEntries;
  readonly #roots = new Map<string, OpenRoot | null>();
  readonly #counts: ChannelCounts = { messages: 0, replies: 0, threads: 0, people: 0 };
  #rows!: ChannelRows;
  /** Of the newest message: whatever is not later may be there already. */
  #newestAt = -1;
  #newestKeys = new Set<string>();

  constructor(options: ChannelImport, entries: ChannelEntries) {
    this.#options = options;
    this.#entries = entries;
  }

  async run(): Promise<ChannelCounts> {
    const { archive, channel, names, note, people, onMessages } = this.#options;
    const { roots, firstAt } = await archive.survey(channel);
    for (const key of roots) this.#roots.set(key, null);
    await this.#begin(Math.min(channel.createdAt, firstAt ?? Number.POSITIVE_INFINITY));
    for await (const items of archive.items(channel, names, note)) {
      const strangers = strangersIn(items).filter(({ key }) => !people.get(key));
      if (strangers.length > 0) await people.add(strangers);
      for (const item of items) await this.#take(item);
      onMessages(items.length);
    }
    await this.#archive();
    await this.#entries.finish();
    await this.#rows.finish(this.#entries);
    return this.#counts;
  }

  /** The channel's settings and who is in it, before anything was said. */
  async #begin(at: number): Promise<void> {
    const { db, channel, channelId, name, people, fallback } = this.#options;
    const members = new Map<MemberId, { key: string; role: Standing['role'] }>();
    for (const key of channel.members) {
      const known = people.get(key);
      if (known) members.set(known.id, { key, role: joiningRole(known.role) });
      else this.#options.note('unknown_member', channel.name, key);
    }
    const createdBy = (channel.creator === null ? null : people.memberOf(channel.creator)) ?? fallback;
    const isDirect = channel.kind === 'direct';
    const row: Channel = {
      ...{ id: channelId, kind: channel.kind, name, topic: channel.topic, purpose: channel.purpose },
      ...{ postingPolicy: 'everyone', slowModeMs: 0, archivedAt: null },
      sharedWith: this.#companiesOf(channel),
      ...{ createdBy, createdAt: at, directMemberIds: isDirect ? [...members.keys()].toSorted() : [] },
    };
    this.#rows = new ChannelRows({
      ...{ db, channel: row, roleOf: (id) => people.roleOf(id), readUntil: this.#readUntil() },
    });
    await this.#rows.begin();
    await this.#entries.created(row, { at, authorId: createdBy, key: 'created' });
    for (const [memberId, { key, role }] of members) {
      const isModerator = !isDirect && memberId === createdBy && role === 'member';
      const standing = await this.#entries.added(
        {
          ...{ memberId, role: isModerator ? 'moderator' : role, mutedUntil: 0, muteReason: '' },
          ...{ visibleFrom: 1, joinedSeq: 0 },
        },
        { at, authorId: createdBy, key: `member ${key}` },
      );
      this.#rows.joined(standing, this.#entries.seq, this.#entries.n);
    }
    this.#counts.people = members.size;
  }

  #companiesOf({ kind, members }: ArchiveChannel): Channel['sharedWith'] {
    if (kind === 'direct') return [];
    return [...new Set(members.flatMap((key) => this.#options.people.get(key)?.companyId ?? []))];
  }

  #readUntil(): Map<MemberId, number> {
    const { channel, people } = this.#options;
    const until = new Map<MemberId, number>();
    for (const [key, at] of channel.readUntil ?? []) {
      const id = people.memberOf(key);
      if (id !== null) until.set(id, at);
    }
    return until;
  }

  async #take(item: ArchiveItem): Promise<void> {
    if (item.type === 'thread') return this.#change(item);
    const authorId = this.#options.people.memberOf(item.author);
    if (authorId === null) return this.#options.note('unknown_author', this.#where(item), item.author);
    if (await this.#isTwin(item, authorId)) return this.#options.note('duplicate_ts', this.#where(item));
    await this.#write(item, authorId);
  }

  async #write(item: ArchiveMessage, authorId: MemberId): Promise<void> {
    const root = this.#rootOf(item);
    if (root) {
      root.rn += 1;
      if (root.rn === 1) this.#counts.threads += 1;
      this.#counts.replies += 1;
    }
    const reactions = toReactions(item, this.#options.people);
    const message = await this.#entries.message(item, authorId, root, reactions);
    await this.#rows.message(message, root);
    if (!root && this.#roots.has(item.key))
      this.#roots.set(item.key, { seq: message.seq, authorId, rn: 0, flags: noFlags });
    this.#counts.messages += 1;
  }

  #rootOf(item: ArchiveMessage): OpenRoot | null {
    if (item.root === null) return null;
    const root = this.#roots.get(item.root) ?? null;
    // What was said is kept, in the channel itself.
    if (!root) this.#options.note('reply_without_root', this.#where(item), item.root);
    return root;
  }

  /** Of two messages with the same time stamp only the first one counts: it is what a message is known by. */
  async #isTwin(item: ArchiveMessage, authorId: MemberId): Promise<boolean> {
    if (item.at > this.#newestAt) {
      this.#newestAt = item.at;
      this.#newestKeys = new Set([item.key]);
      return false;
    }
    if (item.at === this.#newestAt) {
      if (this.#newestKeys.has(item.key)) return true;
      this.#newestKeys.add(item.key);
      return false;
    }
    return (await this.#entries.seqOf(authorId, item.key)) !== null;
  }

  async #change({ key, root: rootKey, at, author, change }: ArchiveThreadChange): Promise<void> {
    const root = this.#roots.get(rootKey);
    const authorId = this.#options.people.memberOf(author);
    if (!root || authorId === null) return this.#options.note('unknown_thread', rootKey);
    const written = { at, authorId, key };
    if (change.kind === 'thread.titled') {
      const entry = await this.#entries.update({ kind: change.kind, target: root.seq }, written);
      return this.#rows.threadChanged(entry, root, { title: change.title });
    }
    root.flags = { ...root.flags, ...change.flags };
    const { kind, reason } = change;
    const entry = await this.#entries.update({ kind, target: root.seq, flags: root.flags, reason }, written);
    await this.#rows.threadChanged(entry, root);
  }

  async #archive(): Promise<void> {
    const { channel, fallback, people } = this.#options;
    if (!channel.archived) return;
    const { at } = this.#entries;
    const authorId = (channel.creator === null ? null : people.memberOf(channel.creator)) ?? fallback;
    await this.#entries.update(
      { kind: 'channel.archived', set: { archivedAt: at } },
      { at, authorId, key: 'archived' },
    );
    this.#rows.archived(at);
  }

  #where({ key }: ArchiveMessage): string {
    return `${this.#options.channel.name}/${key}`;
  }
}

export function toReactions({ reactions }: ArchiveMessage, people: People): Message['reactions'] {
  return reactions
    .map(({ emoji, people: keys }) => ({
      emoji,
      memberIds: [...new Set(keys.flatMap((key) => people.memberOf(key) ?? []))],
    }))
    .filter(({ memberIds }) => memberIds.length > 0)
    .slice(0, limits.reactionsDistinctPerMessage);
}

export function strangersIn(items: readonly ArchiveItem[]) {
  return items.flatMap((item) => (item.type === 'message' ? (item.stranger ?? []) : []));
}
