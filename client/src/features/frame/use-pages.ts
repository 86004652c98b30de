import { useCallback, useEffect, useRef, useState } from 'react';
import { attempt } from '../errors/use-attempt.ts';

interface Page<Item> {
  items: readonly Item[];
  next: string | null;
}

export interface Pages<Item> {
  /** Null until the first page is here; an older list stays until the new one is. */
  items: readonly Item[] | null;
  hasMore: boolean;
  more: () => void;
  reload: () => void;
}

/**
 * A list that a server gives in pages; asked again from its beginning when `load` changes or on `reload`.
 * @param load must be stable for as long as the same list is wanted
 * @param waitMs before asking, for what is being typed
 */
export function usePages<Item>(load: (cursor?: string) => Promise<Page<Item>>, waitMs = 0): Pages<Item> {
  const [page, setPage] = useState<Page<Item> | null>(null);
  const [round, setRound] = useState(0);
  /** What comes for a list that is not wanted any more is dropped. */
  const wanted = useRef({});
  useEffect(() => {
    const mine = (wanted.current = {});
    const ask = async () => {
      const first = await load();
      if (wanted.current === mine) setPage(first);
    };
    const timer = setTimeout(() => void attempt(ask), waitMs);
    return () => {
      wanted.current = {};
      clearTimeout(timer);
    };
  }, [load, waitMs, round]);
  const more = () =>
    void attempt(async () => {
      const mine = wanted.current;
      if (!page?.next) return;
      const { items, next } = await load(page.next);
      if (wanted.current === mine) setPage({ items: [...page.items, ...items], next });
    });
  return {
    items: page?.items ?? null,
    hasMore: Boolean(page?.next),
    more,
    reload: useCallback(() => setRound((count) => count + 1), []),
  };
}
