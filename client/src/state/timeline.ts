/**
 * One conversation on the screen: a contiguous window of its entries. Live entries join it only at its newest end, and
 * only while it reaches the head; whatever else is wanted is fetched, page by page.
 */
import type { AtriumError, SeenEntry, Seq } from '@atrium/shared';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { toAtriumError } from '../net/errors.ts';
import { insist } from './insist.ts';
import { type Overlay, overlaysOf } from './overlay.ts';
import { isMissing } from './pages.ts';
import type { ChannelRecord, RecordChange } from './record.ts';
import { isIn, paintableTail, since } from './tail.ts';
import { rowsOf } from './timeline-rows.ts';
import { emptyView, type FetchedPage, type PageRequest, type TimelineOptions } from './timeline-types.ts';
import type { Around, Conversation, TimelineView } from './views.ts';
import { firstByOthers, firstUnread } from './unread-line.ts';
import { TimelineWindow } from './window.ts';

const screenful = 30;

export class TimelineModel {
  readonly conversation: Conversation;
  readonly store: StoreApi<TimelineView> = createStore(() => emptyView);
  readonly #options: TimelineOptions;
  readonly #window = new TimelineWindow();
  readonly #offs: (() => void)[] = [];
  #record: ChannelRecord | null = null;
  #offRecord = () => {};
  #overlays = new Map<Seq, Overlay>();
  /** Raised whenever the window is replaced: a page that was asked for before is of no use. */
  #generation = 0;
  #tokens = 0;
  #seenSeq: Seq = 0;
  /** Where the reader is; null until somebody has looked. */
  #near: Seq | null = null;
  #opening: { around: Around; done: Promise<void> } | null = null;

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.conversation = options.conversation;
    this.#offs.push(
      options.outbox.changed.on((channelId) => {
        if (channelId === this.conversation.channelId) this.#takeOutbox();
      }),
      options.reads.changed.on((changed) => this.#takeRead(changed)),
    );
  }

  get #view(): TimelineView {
    return this.store.getState();
  }

  get #reachesHead(): boolean {
    return !this.#view.hasAfter && this.#view.status === 'ready';
  }

  /** Opens (or opens anew) around an entry, the first unread, or the newest. Paints at once what is already here. */
  open(around: Around): Promise<void> {
    if (this.#opening?.around !== around) {
      const done = this.#open(around).finally(() => {
        if (this.#opening?.done === done) this.#opening = null;
      });
      this.#opening = { around, done };
    }
    return this.#opening.done;
  }

  async #open(around: Around): Promise<void> {
    if (typeof around === 'number' && this.#window.has(around)) return this.jumpTo(around);
    const record = this.#options.record(this.conversation.channelId);
    if (record && this.#showTail(record, around)) return;
    await this.#load(around);
  }

  #showTail(record: ChannelRecord, around: Around): boolean {
    if (this.conversation.rootSeq !== null || around === 'newest' || typeof around === 'number') return false;
    const { reads, live } = this.#options;
    const tail = paintableTail(record, reads.state(this.conversation)?.markSeq ?? 0, live());
    if (!tail) return false;
    this.#show(tail, around);
    if (tail.seqs.length < screenful) void this.loadBefore();
    return true;
  }

  async #load(around: Around): Promise<void> {
    const generation = (this.#generation += 1);
    if (this.#view.status !== 'ready') {
      this.store.setState({ status: 'loading', error: null });
      this.#publish();
    }
    try {
      const fetched = await this.#options.fetch(this.conversation, { around });
      if (generation !== this.#generation) return;
      if (!fetched) return this.store.setState({ ...emptyView, status: 'missing' });
      this.#show(fetched, around);
    } catch (error) {
      if (generation === this.#generation) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const known: AtriumError = toAtriumError(error);
    this.store.setState(
      isMissing(known)
        ? { ...emptyView, status: 'missing' }
        : { status: this.#record ? 'ready' : 'error', error: known },
    );
  }

  #show({ record, seqs, completeTo, hasBefore, hasAfter }: FetchedPage, around: Around): void {
    this.#generation += 1;
    this.#bind(record);
    this.#window.replace(seqs);
    this.#near = null;
    const newLineSeq =
      firstUnread(this.#window.seqs(), record, this.conversation, this.#options) ??
      (around === 'unread' ? null : this.#view.newLineSeq);
    const aim = typeof around === 'number' ? around : around === 'unread' ? newLineSeq : null;
    const last = this.#window.last;
    const target = aim !== null ? this.#aim(aim, 'center') : last === null ? null : this.#aim(last, 'start');
    this.#overlays = overlaysOf(this.#options.outbox.in(record.id), this.#options.self);
    this.store.setState({
      ...emptyView,
      status: 'ready',
      hasBefore,
      hasAfter,
      newLineSeq,
      target,
      highlightSeq: typeof around === 'number' ? around : null,
    });
    if (!hasAfter) this.#appendLive(record, since(record, completeTo));
    this.#publish();
  }

  #aim(seq: Seq, align: 'start' | 'center') {
    this.#tokens += 1;
    return { seq, align, token: this.#tokens };
  }

  #bind(record: ChannelRecord): void {
    if (this.#record === record) return;
    this.#offRecord();
    this.#record = record;
    const { rootSeq } = this.conversation;
    const holds = (seq: Seq) => seq === rootSeq || this.#window.has(seq);
    record.holders.add(holds);
    const off = record.changed.on((change) => this.#take(record, change));
    this.#offRecord = () => {
      record.holders.delete(holds);
      off();
    };
  }

  #take(record: ChannelRecord, { fresh, touched, reset }: RecordChange): void {
    if (reset) {
      void this.#load('newest');
      return;
    }
    let changed = false;
    for (const seq of touched) changed = this.#window.touch(seq) || changed;
    if (this.#reachesHead) changed = this.#appendLive(record, fresh) || changed;
    else if (fresh.some((entry) => isIn(this.conversation, entry))) this.store.setState({ hasAfter: true });
    if (changed || fresh.length > 0) this.#publish();
  }

  #appendLive(record: ChannelRecord, entries: readonly SeenEntry[]): boolean {
    const mine = entries.filter((entry) => isIn(this.conversation, entry));
    if (mine.length === 0) return false;
    this.#window.append(mine.map(({ seq }) => seq));
    if (!this.#options.visible() && this.#view.newLineSeq === null) {
      const newLineSeq = firstByOthers(mine, record, this.conversation, this.#options.self);
      if (newLineSeq !== null) this.store.setState({ newLineSeq });
    }
    this.#bound();
    return true;
  }

  /** Lets go of what is far from where the reader is: it is fetched again when they come there. */
  #bound(): boolean {
    const { before, after } = this.#window.bound(this.#near);
    if (before) this.store.setState({ hasBefore: true });
    if (after) this.store.setState({ hasAfter: true });
    return before || after;
  }

  /** The reader has come to this entry. */
  keepNear(seq: Seq): void {
    this.#near = seq;
    if (!this.#bound()) return;
    this.#publish();
    this.#record?.trim();
  }

  #takeOutbox(): void {
    const before = this.#overlays;
    this.#overlays = overlaysOf(this.#options.outbox.in(this.conversation.channelId), this.#options.self);
    for (const seq of new Set([...before.keys(), ...this.#overlays.keys()])) this.#window.touch(seq);
    this.#publish();
  }

  #takeRead(changed: Conversation): void {
    if (changed.channelId !== this.conversation.channelId) return;
    const unread = this.#options.reads.unread(this.conversation);
    if (changed.rootSeq === this.conversation.rootSeq) this.store.setState({ unread });
    else if (changed.rootSeq !== null && this.#window.touch(changed.rootSeq)) this.#publish();
  }

  #publish(): void {
    if (this.#view.status === 'missing') return;
    const shown = { window: this.#window, record: this.#record, overlays: this.#overlays, view: this.#view };
    const rows = rowsOf(this.conversation, this.#options, shown);
    this.store.setState({ rows, unread: this.#options.reads.unread(this.conversation) });
  }

  async loadBefore(): Promise<void> {
    const before = this.#window.first;
    if (!this.#view.hasBefore || this.#view.loadingBefore || before === null) return;
    await this.#page('loadingBefore', { before }, ({ seqs, hasBefore }) => {
      if (this.#window.first !== before) return;
      this.#window.prepend(seqs);
      this.store.setState({ hasBefore });
    });
  }

  async loadAfter(): Promise<void> {
    const after = this.#window.last;
    if (!this.#view.hasAfter || this.#view.loadingAfter || after === null) return;
    await this.#page('loadingAfter', { after }, ({ record, seqs, completeTo, hasAfter }) => {
      if (this.#window.last !== after) return;
      this.#window.append(seqs);
      this.store.setState({ hasAfter });
      // What came live since the server made the page.
      if (!hasAfter) this.#appendLive(record, since(record, completeTo));
    });
  }

  async #page(
    flag: 'loadingBefore' | 'loadingAfter',
    request: PageRequest,
    take: (fetched: FetchedPage) => void,
  ): Promise<void> {
    const generation = this.#generation;
    this.store.setState({ [flag]: true });
    try {
      const ask = () => this.#options.fetch(this.conversation, request);
      const fetched = await insist(ask, () => generation === this.#generation, this.#options.timers);
      if (fetched && generation === this.#generation) take(fetched);
    } catch (error) {
      if (generation === this.#generation) this.#fail(error);
    } finally {
      this.store.setState({ [flag]: false });
      this.#publish();
    }
  }

  async jumpTo(seq: Seq): Promise<void> {
    if (!this.#window.has(seq)) return this.#load(seq);
    this.store.setState({ target: this.#aim(seq, 'center'), highlightSeq: seq });
  }

  async jumpToNewest(): Promise<void> {
    const { last } = this.#window;
    if (!this.#reachesHead || last === null) return this.#load('newest');
    this.store.setState({ target: this.#aim(last, 'start'), highlightSeq: null });
  }

  markSeen(seq: Seq): void {
    this.#seenSeq = Math.max(this.#seenSeq, seq);
    if (!this.#options.visible()) return;
    this.#options.seen(this.conversation, seq);
  }

  becameVisible(): void {
    if (this.#seenSeq > 0) this.#options.seen(this.conversation, this.#seenSeq);
  }

  /** The channel is not this person's any more. */
  gone(): void {
    this.#generation += 1;
    this.#offRecord();
    this.#record = null;
    this.#window.replace([]);
    this.store.setState({ ...emptyView, status: 'missing' });
  }

  clearNewLine(): void {
    const { newLineSeq } = this.#view;
    this.store.setState({ newLineSeq: null, highlightSeq: null });
    if (newLineSeq !== null && this.#window.touch(newLineSeq)) this.#publish();
  }

  close(): void {
    this.#generation += 1;
    this.#offRecord();
    for (const off of this.#offs) off();
  }
}
