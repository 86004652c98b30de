/** What is pinned in a channel, as of its head: limits on pins have to hold however many people pin at once. */
import type { ChannelId, Entry, Seq, ThreadFlags } from '@atrium/shared';
import type { ChannelHead } from './channel-head.ts';
import type { EntryStore } from './entry-store.ts';
import type { RowStore } from './rows.ts';

export type PinnedThreads = Map<Seq, NonNullable<ThreadFlags['pinned']>>;

export class Pins {
  readonly #channelId: ChannelId;
  readonly #head: ChannelHead;
  readonly #store: EntryStore & RowStore;
  #messages: Promise<Set<Seq>> | null = null;
  #threads: Promise<PinnedThreads> | null = null;
  /** The same, once they are there: entries are taken in at once. */
  #loadedMessages: Set<Seq> | null = null;
  #loadedThreads: PinnedThreads | null = null;

  constructor(channelId: ChannelId, head: ChannelHead, store: EntryStore & RowStore) {
    this.#channelId = channelId;
    this.#head = head;
    this.#store = store;
  }

  messages(): Promise<ReadonlySet<Seq>> {
    this.#messages ??= this.#load(
      async () => new Set(await this.#store.pinned(this.#channelId)),
      pinMessage,
      (loaded) => (this.#loadedMessages = loaded),
    ).catch((error: unknown) => {
      this.#messages = null;
      throw error;
    });
    return this.#messages;
  }

  threads(): Promise<ReadonlyMap<Seq, NonNullable<ThreadFlags['pinned']>>> {
    this.#threads ??= this.#load(
      async () => {
        const rows = await this.#store.pinnedThreads(this.#channelId);
        return new Map(rows.flatMap(({ rootSeq, flags }) => (flags.pinned ? [[rootSeq, flags.pinned]] : [])));
      },
      pinThread,
      (loaded) => (this.#loadedThreads = loaded),
    ).catch((error: unknown) => {
      this.#threads = null;
      throw error;
    });
    return this.#threads;
  }

  /** To be called with every entry that the journal takes in. */
  observe(entry: Entry): void {
    if (this.#loadedMessages) pinMessage(this.#loadedMessages, entry);
    if (this.#loadedThreads) pinThread(this.#loadedThreads, entry);
  }

  async #load<Pinned>(
    read: () => Promise<Pinned>,
    pin: (pinned: Pinned, entry: Entry) => void,
    loaded: (pinned: Pinned) => void,
  ): Promise<Pinned> {
    const { recent } = this.#head;
    const release = recent.hold();
    try {
      const from = recent.projectedSeq;
      const pinned = await read();
      for (const { entry } of recent.after(from)) pin(pinned, entry);
      loaded(pinned);
      return pinned;
    } finally {
      release();
    }
  }
}

export function pinMessage(pinned: Set<Seq>, entry: Entry): void {
  if (entry.kind === 'message.pinned') pinned.add(entry.target);
  if (entry.kind === 'message.unpinned' || entry.kind === 'message.deleted') pinned.delete(entry.target);
}

export function pinThread(pinned: PinnedThreads, entry: Entry): void {
  if (!('flags' in entry)) return;
  if (entry.flags.pinned) pinned.set(entry.target, entry.flags.pinned);
  else pinned.delete(entry.target);
}
