/** Rows of the database as of the journal's head: what is read is brought up to date with what is not projected yet. */
import {
  type ChannelId,
  type MemberId,
  type Message,
  newThread,
  type Seq,
  type Standing,
  type Thread,
  threadBegunBy,
} from '@atrium/shared';
import type { ChannelHead } from './channel-head.ts';
import type { EntryStore } from './entry-store.ts';
import { fromRow } from './row.ts';

export interface RowStore {
  threads(channelId: ChannelId, rootSeqs: readonly Seq[]): Promise<Thread[]>;
  pinnedThreads(channelId: ChannelId): Promise<Thread[]>;
  /** Also of somebody who is not in the channel any more. */
  standing(channelId: ChannelId, memberId: MemberId): Promise<Standing | null>;
}

export class Rows {
  readonly #channelId: ChannelId;
  readonly #head: ChannelHead;
  readonly #store: EntryStore & RowStore;
  readonly #loading = new Map<Seq, Promise<Thread | null>>();

  constructor(channelId: ChannelId, head: ChannelHead, store: EntryStore & RowStore) {
    this.#channelId = channelId;
    this.#head = head;
    this.#store = store;
  }

  async messages(seqs: readonly Seq[]): Promise<Map<Seq, Message>> {
    const { state, recent } = this.#head;
    const found = new Map<Seq, Message>();
    const missing: Seq[] = [];
    for (const seq of seqs) {
      const message = state.messages.get(seq);
      if (message) found.set(seq, message);
      else if (seq <= recent.from) missing.push(seq);
    }
    if (missing.length === 0) return found;
    const release = recent.hold();
    try {
      for (const row of await this.#store.at(this.#channelId, missing)) {
        const { entry } = fromRow(row);
        if (entry.kind === 'message') found.set(entry.seq, recent.message(entry));
      }
      return found;
    } finally {
      release();
    }
  }

  async thread(rootSeq: Seq): Promise<Thread | null> {
    const known = this.#head.state.threads.get(rootSeq);
    if (known) return known;
    const loading = this.#loading.get(rootSeq) ?? this.#load(rootSeq);
    this.#loading.set(rootSeq, loading);
    return loading.finally(() => this.#loading.delete(rootSeq));
  }

  async threads(rootSeqs: readonly Seq[]): Promise<Map<Seq, Thread>> {
    const { state, recent } = this.#head;
    const found = new Map<Seq, Thread>();
    const missing = rootSeqs.filter((rootSeq) => !state.threads.has(rootSeq));
    const release = recent.hold();
    try {
      const rows = missing.length === 0 ? [] : await this.#store.threads(this.#channelId, missing);
      const stored = new Map(rows.map((row) => [row.rootSeq, row]));
      for (const rootSeq of rootSeqs) {
        const row = stored.get(rootSeq) ?? newThread(this.#channelId, rootSeq, rootSeq);
        const thread = state.threads.get(rootSeq) ?? recent.thread(row);
        if (thread.updatedSeq > rootSeq) found.set(rootSeq, thread);
      }
      return found;
    } finally {
      release();
    }
  }

  async formerStanding(memberId: MemberId): Promise<Standing | null> {
    const { state, recent } = this.#head;
    const release = recent.hold();
    try {
      let former = await this.#store.standing(this.#channelId, memberId);
      for (const { entry } of recent.after(recent.from)) {
        if ('standing' in entry && entry.standing.memberId === memberId) former = entry.standing;
      }
      return state.standings.get(memberId) ?? former;
    } finally {
      release();
    }
  }

  /**
   * What the entries of another node name, read anew: an edit's text may already have been moved to its row. Rows may be
   * newer than the head; the entries in between then change nothing.
   */
  async stored(seqs: readonly Seq[]): Promise<Map<Seq, Message>> {
    const { state, recent } = this.#head;
    const found = new Map<Seq, Message>();
    for (const row of await this.#store.at(this.#channelId, seqs)) {
      const { entry } = fromRow(row);
      if (entry.kind !== 'message') continue;
      found.set(entry.seq, entry);
      const known = state.messages.get(entry.seq);
      if (!known || known.updatedSeq >= entry.updatedSeq) continue;
      state.messages.set(entry.seq, entry);
      recent.replace(entry);
    }
    return found;
  }

  async reload(rootSeqs: readonly Seq[]): Promise<void> {
    const { state } = this.#head;
    for (const row of await this.#store.threads(this.#channelId, rootSeqs)) {
      const known = state.threads.get(row.rootSeq);
      if (!known || known.updatedSeq < row.updatedSeq) state.threads.set(row.rootSeq, row);
    }
    await Promise.all(rootSeqs.map((rootSeq) => this.thread(rootSeq)));
  }

  async #load(rootSeq: Seq): Promise<Thread | null> {
    const { state, recent } = this.#head;
    const release = recent.hold();
    try {
      const [root, [row]] = await Promise.all([
        this.messages([rootSeq]),
        this.#store.threads(this.#channelId, [rootSeq]),
      ]);
      const message = root.get(rootSeq);
      if (!message || message.rootSeq !== null) return null;
      const thread = recent.thread(row ?? threadBegunBy(this.#channelId, message));
      // Another load, or the thread's first reply, may have been quicker.
      const known = state.threads.get(rootSeq);
      if (known && known.updatedSeq >= thread.updatedSeq) return known;
      state.threads.set(rootSeq, thread);
      return thread;
    } finally {
      release();
    }
  }
}
