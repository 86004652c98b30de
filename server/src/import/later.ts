/**
 * Brings in what another export of the same workspace has more of a channel that is here already: what was said since, who
 * has come, what was edited or deleted. It goes behind what is there, through the journal and its projection, because the
 * channel may be in use. Settings stay as they are here, and so do reactions and pins; whoever left here stays away.
 */
import { type ChannelId, joiningRole, type MemberId, type Message, type Standing } from '@atrium/shared';
import { mentionsIn } from '@atrium/shared/markdown';
import type { Connection } from 'mongoose';
import type { ReadRow, StandingRow } from '../core/journal/models.ts';
import type { EntryRow } from '../core/journal/row.ts';
import type { ArchiveItem, ArchiveMessage } from './archive.ts';
import { type ChannelCounts, type ChannelImport, strangersIn, toReactions } from './channel.ts';
import { KnownMessages } from './known-messages.ts';
import { LaterEntries } from './later-entries.ts';
import { MovedThreads } from './moved-threads.ts';
import { projectChannel } from './projected.ts';
import { readThreads } from './read-threads.ts';

/** What came in now. */
export interface LaterCounts extends ChannelCounts {
  added: number;
  edited: number;
}

export interface LaterImport extends ChannelImport {
  connection: Connection;
  clock: () => number;
  /** Something came into another channel: a thread had been moved there. */
  onReached: (channelId: ChannelId) => Promise<void>;
}

/** The journal's head before the first entry of an update that was cut off, so that its end counts from there. */
interface PlaceRow {
  _id: string;
  updateFrom?: { seq: number; n: number };
}

export function importLater(options: LaterImport): Promise<LaterCounts> {
  return new LaterChannel(options).run();
}

class LaterChannel {
  readonly #options: LaterImport;
  readonly #entries: LaterEntries;
  readonly #moved: MovedThreads;
  readonly #known: KnownMessages;
  readonly #keys = new Set<string>();
  readonly #counts: LaterCounts = { messages: 0, replies: 0, threads: 0, people: 0, added: 0, edited: 0 };
  #isBegun = false;

  constructor(options: LaterImport) {
    const { db, archive, channel, channelId, note } = options;
    const collection = db.collection<EntryRow>('entries');
    const place = { channelId, source: archive.source, channelKey: channel.key };
    this.#options = options;
    this.#entries = new LaterEntries({ collection, ...place });
    this.#known = new KnownMessages(collection, place);
    this.#moved = new MovedThreads({
      ...{ db, source: archive.source, channelKey: channel.key, name: channel.name, note },
      onLeftOut: () => {
        for (const count of ['messages', 'replies', 'added'] as const) this.#counts[count] -= 1;
      },
    });
  }

  async run(): Promise<LaterCounts> {
    const { archive, channel, names, note, people, onMessages } = this.#options;
    const { roots } = await archive.survey(channel);
    for (const key of roots) this.#entries.roots.set(key, null);
    try {
      await this.#addPeople();
      for await (const items of archive.items(channel, names, note)) {
        const strangers = strangersIn(items).filter(({ key }) => !people.get(key));
        if (strangers.length > 0) await people.add(strangers);
        for (const item of items) await this.#take(item);
        await this.#followMoved();
        onMessages(items.length);
      }
    } finally {
      await this.#known.close();
    }
    await this.#entries.flush();
    await this.#followMoved();
    await this.#moved.flush();
    await this.#end();
    await this.#endMoved();
    this.#counts.threads = [...this.#entries.threads.values()].filter(
      ({ rnBefore, rn }) => rnBefore === 0 && rn > 0,
    ).length;
    return this.#counts;
  }

  async #followMoved(): Promise<void> {
    await this.#moved.follow(this.#options.channelId, this.#entries.takeStrays());
  }

  async #endMoved(): Promise<void> {
    const { db, connection, clock, onReached } = this.#options;
    for (const [channelId, { last, threads }] of this.#moved.channels) {
      if (!last) continue;
      await projectChannel(connection, channelId, clock);
      await readThreads(db, channelId, threads);
      await onReached(channelId);
    }
  }

  async #addPeople(): Promise<void> {
    const { db, channel, channelId, people, fallback } = this.#options;
    if (channel.kind === 'direct') return;
    const listed = new Map<MemberId, string>();
    for (const key of channel.members) {
      const id = people.memberOf(key);
      if (id !== null) listed.set(id, key);
    }
    const rows = db.collection<StandingRow>('standings').find({ channelId }, { projection: { memberId: 1 } });
    // Also those who are not in it any more: an archive brings nobody back.
    for await (const { memberId } of rows) listed.delete(memberId);
    for (const [memberId, key] of listed) {
      const standing: Omit<Standing, 'joinedSeq'> = {
        ...{ memberId, role: joiningRole(people.get(key)?.role ?? 'member'), visibleFrom: 1 },
        ...{ mutedUntil: 0, muteReason: '' },
      };
      await this.#add({
        ...{ kind: 'update', at: 0, authorId: fallback, key: `member ${key}`, lane: -1 },
        toEntry: (seq) => ({ kind: 'member.added', standing: { ...standing, joinedSeq: seq }, reason: '' }),
      });
      this.#counts.people += 1;
    }
  }

  async #take(item: ArchiveItem): Promise<void> {
    const { people, note, channel } = this.#options;
    if (item.type !== 'message') return;
    const where = `${channel.name}/${item.key}`;
    const authorId = people.memberOf(item.author);
    if (authorId === null) return note('unknown_author', where, item.author);
    if (this.#keys.has(item.key)) return note('duplicate_ts', where);
    const row = await this.#known.find(item.key, authorId);
    if (row) return this.#compare(row, item, authorId);
    await this.#bringIn(item, authorId);
  }

  async #bringIn(item: ArchiveMessage, authorId: MemberId): Promise<void> {
    const { roots } = this.#entries;
    this.#keys.add(item.key);
    if (item.root !== null && !roots.has(item.root))
      this.#options.note('reply_without_root', `${this.#options.channel.name}/${item.key}`, item.root);
    const reactions: Message['reactions'] = toReactions(item, this.#options.people);
    await this.#add({ kind: 'message', at: item.at, authorId, key: item.key, item, reactions });
    this.#counts.messages += 1;
    this.#counts.added += 1;
    if (item.root !== null) this.#counts.replies += 1;
  }

  /** Only what was done to it there after it was last changed here. */
  async #compare(row: EntryRow, item: ArchiveMessage, authorId: MemberId): Promise<void> {
    const { roots } = this.#entries;
    if (row.lane === 0 && roots.has(item.key)) roots.set(item.key, row.seq);
    if (typeof row['deletedAt'] === 'number') return;
    const target = { target: row.seq, targetRootSeq: row.lane > 0 ? row.lane : null };
    if (item.deletedAt !== null) {
      this.#counts.edited += 1;
      return this.#add({
        ...{ kind: 'update', at: item.deletedAt, authorId, key: `deleted ${item.key}` },
        toEntry: () => ({ kind: 'message.deleted', ...target }),
      });
    }
    if (item.editedAt === null || item.editedAt <= Number(row['editedAt'] ?? 0)) return;
    if (item.body === row['body']) return;
    this.#counts.edited += 1;
    await this.#add({
      ...{ kind: 'update', at: item.editedAt, authorId, key: `edited ${item.key} ${item.editedAt}` },
      toEntry: () => ({ kind: 'message.edited', ...target }),
      text: { body: item.body, mentions: mentionsIn(item.body) },
    });
  }

  async #add(later: Parameters<LaterEntries['add']>[0]): Promise<void> {
    if (!this.#isBegun) await this.#begin();
    await this.#entries.add(later);
  }

  /** Once: what an update that was cut off has noted stays. */
  async #begin(): Promise<void> {
    this.#isBegun = true;
    const { db, channelId } = this.#options;
    const head = await db.collection<EntryRow>('entries').findOne({ channelId }, { sort: { seq: -1 } });
    await db
      .collection<PlaceRow & { channelId: string }>('import_channels')
      .updateOne(
        { channelId, updateFrom: { $exists: false } },
        { $set: { updateFrom: { seq: head?.seq ?? 0, n: head?.n ?? 0 } } },
      );
  }

  /** Whoever had read everything before has read what came in: it is history. */
  async #end(): Promise<void> {
    const { db, connection, channelId, clock } = this.#options;
    const { last, threads } = this.#entries;
    const places = db.collection<PlaceRow & { channelId: string }>('import_channels');
    const from = (await places.findOne({ channelId }))?.updateFrom;
    if (!from) return;
    await projectChannel(connection, channelId, clock);
    const reads = db.collection<ReadRow>('reads');
    if (last)
      await reads.updateMany(
        { channelId, rootSeq: 0, markSeq: { $gte: from.seq, $lt: last.seq } },
        { $set: { markSeq: last.seq, markN: last.n, asOf: last.seq } },
      );
    await readThreads(db, channelId, threads);
    await places.updateOne({ channelId }, { $unset: { updateFrom: 1 } });
  }
}
