/** A list that is fetched page by page and can be fetched anew without a flicker. */
import type { AtriumError } from '@atrium/shared';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { toAtriumError } from '../net/errors.ts';
import type { Timers } from '../net/timers.ts';

export interface PagerView<Item> {
  items: readonly Item[];
  status: 'loading' | 'ready' | 'error';
  error: AtriumError | null;
  /** It was the list itself that did not come, and not more of it. */
  isOld: boolean;
  hasMore: boolean;
}

const reloadAfterMs = 700;

export class Pager<Item> {
  readonly store: StoreApi<PagerView<Item>>;
  readonly #fetch: (cursor: string | null) => Promise<{ items: Item[]; next: string | null }>;
  readonly #keyOf: (item: Item) => string;
  readonly #timers: Timers;
  #next: string | null = null;
  #pages = 0;
  #generation = 0;
  #reloading: Promise<unknown> | null = null;
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
      isOld: false,
      hasMore: false,
    }));
  }

  /** Fetches as much again as is loaded: who reads further down keeps their place. */
  async reload(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    this.#generation += 1;
    const reloading = this.#load(null, [], this.#pages);
    this.#reloading = reloading;
    await reloading;
    if (this.#reloading === reloading) this.#reloading = null;
  }

  /** For changes that come in bursts; the more there is to fetch, the more of them at once. */
  reloadSoon(): void {
    this.#cancel ??= this.#timers.after(reloadAfterMs * Math.max(1, this.#pages), () => {
      this.#cancel = null;
      void this.reload();
    });
  }

  loadMore(): Promise<void> {
    this.#loadingMore ??= this.#more().finally(() => {
      this.#loadingMore = null;
    });
    return this.#loadingMore;
  }

  /** What a reload passed over is asked for again, after it. */
  async #more(): Promise<void> {
    for (let taken = false; !taken && this.#next !== null;) {
      await this.#reloading;
      if (this.#next !== null) taken = await this.#load(this.#next, this.store.getState().items, 1);
    }
  }

  /** Answers whether it counts: nothing does that was asked for before a reload. */
  async #load(cursor: string | null, before: readonly Item[], pages: number): Promise<boolean> {
    const generation = this.#generation;
    let [items, next, fetched] = [before, cursor, 0];
    try {
      do {
        const page = await this.#fetch(next);
        if (generation !== this.#generation) return false;
        const known = new Set(items.map(this.#keyOf));
        items = [...items, ...page.items.filter((item) => !known.has(this.#keyOf(item)))];
        next = page.next;
        fetched += 1;
        // Of a page there may be nothing that one may still see: what was asked for is what comes after it.
      } while (next !== null && (fetched < pages || items.length === before.length));
      this.#next = next;
      this.#pages = (cursor === null ? 0 : this.#pages) + fetched;
      this.store.setState({ items, status: 'ready', error: null, isOld: false, hasMore: next !== null });
    } catch (error) {
      if (generation !== this.#generation) return false;
      this.store.setState({ status: 'error', error: toAtriumError(error), isOld: cursor === null });
    }
    return true;
  }

  close(): void {
    this.#generation += 1;
    this.#next = null;
    this.#cancel?.();
    this.#cancel = null;
  }
}
