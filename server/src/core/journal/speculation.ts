/**
 * The head as it will be once the batch that is being made has landed: each request is decided at the state that its
 * entry would follow, and the journal's own state does not move before the batch is durable.
 */
import {
  applyEntry,
  type Entry,
  type JournalState,
  type MemberId,
  type Message,
  messageAfter,
  type Seq,
  type Standing,
  type Thread,
  threadAfter,
} from '@atrium/shared';
import type { ChannelHead } from './channel-head.ts';
import { OverlayMap } from './overlay-map.ts';
import { pinMessage, type Pins, pinThread } from './pins.ts';
import { weightOf } from './recent.ts';
import type { Rows } from './rows.ts';
import type { Taken, UpdateText } from './row.ts';
import type { AppendRequest, EntryDraft, Head, UpdateDraft } from './types.ts';

const nothingLoaded: ReadonlyMap<Seq, Message> = new Map();

export class Speculation implements Head {
  readonly taken: Taken[] = [];
  /** About how many bytes they take. */
  weight = 0;
  readonly #base: ChannelHead;
  readonly #baseSeq: Seq;
  readonly #rows: Rows;
  readonly #pins: Pins;
  /** Made when somebody looks at it after something was added: most batches hold one message, and nobody does. */
  #ahead: Ahead | null = null;
  #loaded: Map<Seq, Message> | null = null;
  #n: number;
  #at: number;

  constructor(base: ChannelHead, rows: Rows, pins: Pins) {
    this.#base = base;
    this.#baseSeq = base.state.seq;
    this.#rows = rows;
    this.#pins = pins;
    this.#n = base.state.n;
    this.#at = base.at;
  }

  get state(): JournalState {
    return this.taken.length === 0 ? this.#base.state : this.#caughtUp().state;
  }

  /** Messages that decisions looked at: an edit's packet brings its target along. */
  get loaded(): ReadonlyMap<Seq, Message> {
    return this.#loaded ?? nothingLoaded;
  }

  /** False once the journal has taken in entries that this did not know of. */
  get holds(): boolean {
    return this.#base.state.seq === this.#baseSeq;
  }

  standing(memberId: MemberId): Standing | null {
    return this.state.standings.get(memberId) ?? null;
  }

  lastPostAt(memberId: MemberId): number {
    const posters = this.taken.length === 0 ? null : this.#caughtUp().posters;
    return posters?.get(memberId) ?? this.#base.posters.get(memberId) ?? 0;
  }

  async thread(rootSeq: Seq): Promise<Thread | null> {
    const base = this.state.threads.get(rootSeq) ?? (await this.#rows.thread(rootSeq));
    if (!base || this.taken.length === 0) return base;
    const { threads } = this.#caughtUp();
    if (threads.changes(rootSeq)) return base;
    // It was not loaded when the batch's earlier entries were applied.
    let thread = base;
    for (const { entry, text } of this.taken) thread = threadAfter(thread, entry, titleOf(text));
    threads.set(rootSeq, thread);
    return thread;
  }

  async messages(seqs: readonly Seq[]): Promise<Map<Seq, Message>> {
    const found = await this.#rows.messages(seqs);
    for (const [seq, row] of found) {
      let message = row;
      for (const { entry, text } of this.taken) message = messageAfter(message, entry, bodyOf(text));
      found.set(seq, message);
      (this.#loaded ??= new Map()).set(seq, row);
    }
    return found;
  }

  async pinnedMessages(): Promise<ReadonlySet<Seq>> {
    const pinned = new Set(await this.#pins.messages());
    for (const { entry } of this.taken) pinMessage(pinned, entry);
    return pinned;
  }

  async pinnedThreads(): ReturnType<Head['pinnedThreads']> {
    const pinned = new Map(await this.#pins.threads());
    for (const { entry } of this.taken) pinThread(pinned, entry);
    return pinned;
  }

  /** Gives a draft its place after what the batch already holds. */
  add({ authorId, clientId, digest }: AppendRequest, draft: EntryDraft, now: number): void {
    const { text, ...fields } =
      draft.kind === 'message' ? { text: undefined } : (draft as UpdateDraft & { text?: UpdateText });
    this.#at = Math.max(this.#at, now);
    const seq = this.#baseSeq + this.taken.length + 1;
    const at = this.#at;
    const entry: Entry =
      draft.kind === 'message'
        ? this.#message(draft, { seq, at, authorId, clientId })
        : ({ seq, at, authorId, n: this.#n, clientId, ...fields } as Entry);
    this.#n = entry.n;
    const taken: Taken = text === undefined ? { entry, digest } : { entry, digest, text };
    this.taken.push(taken);
    this.weight += weightOf(taken);
  }

  #caughtUp(): Ahead {
    const ahead = (this.#ahead ??= aheadOf(this.#base.state));
    for (; ahead.applied < this.taken.length; ahead.applied += 1) apply(ahead, this.taken[ahead.applied]!);
    return ahead;
  }

  #message(
    { rootSeq, body, action, mentions, files, moved }: Extract<EntryDraft, { kind: 'message' }>,
    { seq, at, authorId, clientId }: Pick<Message, 'seq' | 'at' | 'authorId' | 'clientId'>,
  ): Message {
    return {
      seq,
      at,
      authorId,
      n: this.#n + (rootSeq === null && !moved ? 1 : 0),
      kind: 'message',
      clientId,
      rootSeq,
      rn: rootSeq === null ? 0 : this.#nextReply(rootSeq),
      body,
      action,
      mentions,
      reactions: [],
      files,
      pinnedAt: null,
      editedAt: null,
      deletedAt: null,
      updatedSeq: seq,
      ...moved,
    };
  }

  #nextReply(rootSeq: Seq): number {
    const thread = this.state.threads.get(rootSeq);
    if (!thread) throw new Error(`a reply was decided without loading its thread ${rootSeq}`);
    return thread.lastRn + 1;
  }
}

/** The head with the first entries of the batch applied. */
interface Ahead {
  state: JournalState;
  threads: OverlayMap<Seq, Thread>;
  posters: Map<MemberId, number>;
  /** How many of the batch. */
  applied: number;
}

function aheadOf(base: JournalState): Ahead {
  const threads = new OverlayMap(base.threads);
  const standings = new OverlayMap(base.standings);
  const state = { ...base, standings, messages: new Map(), threads };
  return { state, threads, posters: new Map(), applied: 0 };
}

function apply({ state, threads, posters }: Ahead, { entry, text }: Taken): void {
  applyEntry(state, entry);
  if (entry.kind === 'message' && !entry.moved) posters.set(entry.authorId, entry.at);
  if (entry.kind !== 'thread.titled') return;
  const thread = threads.get(entry.target);
  if (thread) threads.set(entry.target, threadAfter(thread, entry, titleOf(text)));
}

function titleOf(text: UpdateText | undefined) {
  return text !== undefined && 'title' in text ? text : undefined;
}

function bodyOf(text: UpdateText | undefined) {
  return text !== undefined && 'body' in text ? text : undefined;
}
