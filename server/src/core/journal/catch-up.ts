/** What follows a reader's position: from memory where it can be, else one bounded read that readers share. */
import {
  type ChannelId,
  limits,
  type Message,
  type Position,
  type Seq,
  type SeenEntry,
  type Thread,
} from '@atrium/shared';
import type { ChannelHead } from './channel-head.ts';
import type { EntryStore } from './entry-store.ts';
import { fromRow, type Taken } from './row.ts';
import type { Rows } from './rows.ts';
import { entrySeenBy, isMessageSeen, isThreadSeen } from './seen-by.ts';
import type { CatchUp, Viewer } from './types.ts';

export interface CatchUpParts {
  channelId: ChannelId;
  head: ChannelHead;
  rows: Rows;
  store: EntryStore;
  refresh: () => Promise<void>;
}

export class CatchUpReader {
  readonly #parts: CatchUpParts;
  #filling: Promise<void> | null = null;
  #isFilled = false;
  readonly #pages = new Map<Seq, Promise<Taken[]>>();

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
  }

  async after(position: Position, viewer: Viewer): Promise<CatchUp> {
    const { head, refresh } = this.#parts;
    if (position.epoch !== head.state.epoch) return { state: 'reset' };
    // Another node may have told the reader of more than this one has heard of.
    if (position.seq > head.state.seq) await refresh();
    const behind = head.state.seq - position.seq;
    if (behind < 0 || behind > limits.catchUpBehindMax) return { state: 'reset' };
    if (behind === 0) return { state: 'same' };
    return this.#rest(await this.#page(position.seq), viewer);
  }

  async #page(from: Seq): Promise<readonly Taken[]> {
    const { recent } = this.#parts.head;
    if (from < recent.from) await this.#fill();
    if (from >= recent.from) return recent.after(from);
    const page = this.#pages.get(from) ?? this.#read(from);
    this.#pages.set(from, page);
    return page.finally(() => this.#pages.delete(from));
  }

  /** After a restart all readers come at once: the newest entries are read once, for all of them. */
  async #fill(): Promise<void> {
    const { channelId, head, store } = this.#parts;
    if (this.#isFilled || head.recent.from === 0) return;
    this.#filling ??= (async () => {
      const to = head.recent.from;
      const from = Math.max(0, head.state.seq - limits.ringEntriesMax);
      const release = head.recent.hold();
      try {
        const rows = await store.after(channelId, from, to - from);
        const items = rows.filter((row) => row.seq <= to).map(fromRow);
        for (const taken of items) {
          if (taken.entry.kind !== 'message') continue;
          taken.entry = head.recent.message(taken.entry);
        }
        if (head.recent.prepend(items)) {
          for (const { entry } of items)
            if (entry.kind === 'message') head.state.messages.set(entry.seq, entry);
        }
        this.#isFilled = true;
      } finally {
        release();
      }
    })().finally(() => (this.#filling = null));
    return this.#filling;
  }

  async #read(from: Seq): Promise<Taken[]> {
    const { channelId, head, store } = this.#parts;
    const release = head.recent.hold();
    try {
      const rows = await store.after(channelId, from, limits.catchUpEntriesMax);
      return rows
        .filter((row) => row.seq <= head.state.seq)
        .map(fromRow)
        .map((taken) =>
          taken.entry.kind === 'message' ? { ...taken, entry: head.recent.message(taken.entry) } : taken,
        );
    } finally {
      release();
    }
  }

  async #rest(items: readonly Taken[], viewer: Viewer): Promise<CatchUp> {
    const { head, rows } = this.#parts;
    const page = bounded(items);
    const lastSeq = page.at(-1)?.entry.seq ?? head.state.seq;
    const { messages, threads } = await presentTargets(page, rows);
    const entries: SeenEntry[] = page.map(({ entry }) => entrySeenBy(entry, viewer));
    return {
      state: 'rest',
      epoch: head.state.epoch,
      entries,
      messages: messages.filter((message) => isMessageSeen(message, viewer)),
      threads: threads.filter((thread) => isThreadSeen(thread, viewer)),
      more: lastSeq < head.state.seq,
    };
  }
}

function bounded(items: readonly Taken[]): readonly Taken[] {
  let bytes = 0;
  for (const [index, { entry }] of items.entries()) {
    bytes += entry.kind === 'message' ? 400 + entry.body.length : 300;
    const isOver = index >= limits.catchUpEntriesMax || (bytes > limits.catchUpBytesMax && index > 0);
    if (isOver) return items.slice(0, index);
  }
  return items;
}

/** The present state of what the entries name and do not carry: edited messages, and threads. */
async function presentTargets(
  page: readonly Taken[],
  rows: Rows,
): Promise<{ messages: Message[]; threads: Thread[] }> {
  const own = new Set(page.map(({ entry }) => entry.seq));
  const edited = new Set<Seq>();
  const threaded = new Set<Seq>();
  for (const { entry } of page) {
    if (entry.kind === 'message.edited' && !own.has(entry.target)) edited.add(entry.target);
    const root = threadNamedBy(entry);
    if (root !== null) threaded.add(root);
  }
  const [messages, threads] = await Promise.all([
    edited.size > 0 ? rows.messages([...edited]) : new Map<Seq, Message>(),
    threaded.size > 0 ? rows.threads([...threaded]) : new Map<Seq, Thread>(),
  ]);
  return { messages: [...messages.values()], threads: [...threads.values()] };
}

/** Threads whose rows travel beside the entry: a reader who has none yet could not make it from the entry alone. */
export function threadNamedBy(entry: Taken['entry']): Seq | null {
  if (entry.kind === 'message') return entry.rn === 1 ? entry.rootSeq : null;
  return entry.kind.startsWith('thread.') && 'target' in entry ? entry.target : null;
}
