/**
 * The last state on this device, so that a second visit paints at once and then catches up. Only the leading tab writes.
 * A channel is one value, so that its entries and its position are always of one moment.
 */
import type {
  ChannelId,
  ChannelSummary,
  CommandResult,
  Message,
  Seq,
  Thread,
  ThreadFlags,
  UpdateEntry,
} from '@atrium/shared';
import type { Timers } from '../net/timers.ts';
import { reportError } from './emitter.ts';
import { ChannelRecord, tailLength } from './record.ts';
import type { Storage, StorageChange } from './storage.ts';

/** Raised whenever what is stored changes its shape: an older store is wiped. */
const format = 2;
const saveAfterMs = 2_000;
const channelsWithEntries = 50;
const membersMax = 2_000;

export type Snapshot = Omit<
  CommandResult<'workspace.load'>,
  'channels' | 'members' | 'drafts' | 'serverTime' | 'mutedThreads' | 'activityUnread'
>;

interface StoredChannel {
  summary: ChannelSummary;
  messages: Message[];
  shown: UpdateEntry[];
  threads: Thread[];
  flags: [Seq, ThreadFlags][];
  tailFrom: Seq;
  openedAt: number;
}

export interface Cached {
  snapshot: Snapshot;
  channels: StoredChannel[];
  members: CommandResult<'workspace.load'>['members'];
}

export interface CacheSource {
  snapshot(): Snapshot | null;
  records(): Iterable<ChannelRecord>;
  record(channelId: ChannelId): ChannelRecord | undefined;
  summary(record: ChannelRecord): ChannelSummary | null;
  members(): Iterable<Cached['members'][number]>;
}

export async function loadCached(storage: Storage): Promise<Cached | null> {
  const [stored, channels, members] = await Promise.all([
    storage.get('values', 'snapshot') as Promise<{ format: number; snapshot: Snapshot } | undefined>,
    storage.all('channels'),
    storage.all('members'),
  ]);
  if (stored?.format !== format) {
    await wipeCached(storage);
    return null;
  }
  return {
    snapshot: stored.snapshot,
    channels: channels.map(({ value }) => value as StoredChannel),
    members: members.map(({ value }) => value as Cached['members'][number]),
  };
}

/** Everything but what the person wrote and was not sent. */
export function wipeCached(storage: Storage): Promise<void> {
  return storage.clear(['values', 'channels', 'members']);
}

export function fromStored(self: ChannelRecord['self'], stored: StoredChannel): ChannelRecord {
  const record = new ChannelRecord(self, stored.summary);
  for (const [rootSeq, of] of stored.flags) record.flags.set(rootSeq, of);
  record.restore(stored.messages, stored.threads, stored.tailFrom);
  for (const entry of stored.shown) record.shown.set(entry.seq, entry);
  record.openedAt = stored.openedAt;
  return record;
}

export class CacheWriter {
  readonly #storage: Storage;
  readonly #timers: Timers;
  readonly #source: CacheSource;
  readonly #dirty = new Set<ChannelId>();
  #dirtyMembers = false;
  #dirtySnapshot = false;
  #leading = false;
  #cancel: (() => void) | null = null;

  constructor(storage: Storage, timers: Timers, source: CacheSource) {
    this.#storage = storage;
    this.#timers = timers;
    this.#source = source;
  }

  lead(): void {
    this.#leading = true;
    for (const record of this.#source.records()) this.#dirty.add(record.id);
    this.#dirtySnapshot = true;
    this.#dirtyMembers = true;
    this.#plan();
  }

  channel(channelId: ChannelId): void {
    this.#dirty.add(channelId);
    this.#plan();
  }

  snapshot(): void {
    this.#dirtySnapshot = true;
    this.#plan();
  }

  members(): void {
    this.#dirtyMembers = true;
    this.#plan();
  }

  #plan(): void {
    if (!this.#leading || this.#cancel) return;
    this.#cancel = this.#timers.after(saveAfterMs, () => {
      this.#cancel = null;
      this.save().catch(reportError);
    });
  }

  async save(): Promise<void> {
    const changes: StorageChange[] = [];
    const opened = this.#recentlyOpened();
    for (const channelId of this.#dirty) {
      const record = this.#source.record(channelId);
      const summary = record && this.#source.summary(record);
      changes.push({
        store: 'channels',
        key: channelId,
        value: record && summary ? toStored(record, summary, opened.has(channelId)) : undefined,
      });
    }
    this.#dirty.clear();
    const snapshot = this.#dirtySnapshot ? this.#source.snapshot() : null;
    if (snapshot) changes.push({ store: 'values', key: 'snapshot', value: { format, snapshot } });
    this.#dirtySnapshot = false;
    if (this.#dirtyMembers) {
      const members = [...this.#source.members()].slice(-membersMax);
      for (const member of members) changes.push({ store: 'members', key: member.id, value: member });
    }
    this.#dirtyMembers = false;
    await this.#storage.write(changes);
  }

  #recentlyOpened(): Set<ChannelId> {
    const opened = [...this.#source.records()]
      .filter(({ openedAt }) => openedAt > 0)
      .sort((a, b) => b.openedAt - a.openedAt);
    return new Set(opened.slice(0, channelsWithEntries).map(({ id }) => id));
  }

  close(): void {
    this.#leading = false;
    this.#cancel?.();
  }
}

function toStored(record: ChannelRecord, summary: ChannelSummary, withEntries: boolean): StoredChannel {
  const { openedAt, journal } = record;
  const flags = [...record.flags].filter(([, { muted }]) => muted !== null);
  const tail = { messages: [], shown: [], threads: [], tailFrom: journal.seq + 1 };
  const empty = { summary, flags, openedAt, ...tail };
  if (!withEntries) return empty;
  const inTail = <Entry extends { seq: Seq }>(entries: Iterable<Entry>) =>
    [...entries].filter(({ seq }) => seq >= record.tailFrom);
  const all = [...inTail(journal.messages.values()), ...inTail(record.shown.values())].sort(
    (a, b) => a.seq - b.seq,
  );
  const kept = all.slice(-tailLength);
  const tailFrom = kept.length < all.length ? (kept[0]?.seq ?? empty.tailFrom) : record.tailFrom;
  const threads = kept.flatMap(({ seq }) => journal.threads.get(seq) ?? []);
  return {
    summary,
    messages: kept.filter((entry): entry is Message => entry.kind === 'message'),
    shown: kept.filter((entry): entry is UpdateEntry => entry.kind !== 'message'),
    threads,
    flags,
    tailFrom,
    openedAt,
  };
}
