/** A list that is fetched page by page and can be fetched anew without a flicker. */
import type { AtriumError } from '@atrium/shared';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { toAtriumError } from '../net/errors.ts';
import type { Timers } from '../net/timers.ts';

export interface PagerView<Item> {
  items: readonly Item[];
  status: 'loading' | 'ready' | 'error';
  error: AtriumError | null;
  hasMore: boolean;
}

const reloadAfterMs = 700;

export class Pager<Item> {
  readonly store: StoreApi<PagerView<Item>>;
  readonly #fetch: (cursor: string | null) => Promise<{ items: Item[]; next: string | null }>;
  readonly #keyOf: (item: Item) => string;
  readonly #timers: Timers;
  #next: string | null = null;
  #generation = 0;
  #loadingMore: Promise<void> | null = null;
  #cancel: (() => void) | null = null;

  constructor(options: {
    fetch: (cursor: string | null) => Promise<{ items: Item[]; next: string | null }>;
    keyOf: (item: Item) => string;
    timers: Timers;
  }) {
    this.#fetch = options.fetch;
    this.#keyOf = options.keyOf;
    this.#timers = options.timers;
    this.store = createStore((): PagerView<Item> => ({
      items: [],
      status: 'loading',
      error: null,
      hasMore: false,
    }));
  }

  /** Fetches the first page again; what was loaded of the rest follows when it is asked for. */
  async reload(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    const generation = (this.#generation += 1);
    await this.#load(null, generation, []);
  }

  /** For changes that come in bursts. */
  reloadSoon(): void {
    this.#cancel ??= this.#timers.after(reloadAfterMs, () => {
      this.#cancel = null;
      void this.reload();
    });
  }

  loadMore(): Promise<void> {
    if (this.#next === null) return Promise.resolve();
    this.#loadingMore ??= this.#load(this.#next, this.#generation, this.store.getState().items).finally(
      () => {
        this.#loadingMore = null;
      },
    );
    return this.#loadingMore;
  }

  async #load(cursor: string | null, generation: number, before: readonly Item[]): Promise<void> {
    try {
      const { items, next } = await this.#fetch(cursor);
      if (generation !== this.#generation) return;
      this.#next = next;
      const known = new Set(before.map(this.#keyOf));
      const all = [...before, ...items.filter((item) => !known.has(this.#keyOf(item)))];
      this.store.setState({ items: all, status: 'ready', error: null, hasMore: next !== null });
    } catch (error) {
      if (generation === this.#generation)
        this.store.setState({ status: 'error', error: toAtriumError(error) });
    }
  }

  close(): void {
    this.#generation += 1;
    this.#cancel?.();
  }
}
