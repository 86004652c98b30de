import { useCallback, useEffect, useRef, useState } from 'react';
import { attempt } from '../errors/use-attempt.ts';
import { wordsFor } from '../errors/words.ts';

interface Page<Item> {
  items: readonly Item[];
  next: string | null;
}

export interface Pages<Item> {
  /** Null until the first page is here; an older list stays until the new one is. */
  items: readonly Item[] | null;
  /** Why there is no list; null when there is one, or will be. */
  problem: string | null;
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
  const [problem, setProblem] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  /** What comes for a list that is not wanted any more is dropped. */
  const wanted = useRef({});
  useEffect(() => {
    const mine = (wanted.current = {});
    const take = (first: Page<Item> | null, words: string | null) => {
      if (wanted.current !== mine) return;
      if (first) setPage(first);
      setProblem(words);
    };
    const ask = () =>
      load().then(
        (first) => take(first, null),
        (error: unknown) => take(null, wordsFor(error)),
      );
    const timer = setTimeout(() => void ask(), waitMs);
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
    problem: page ? null : problem,
    hasMore: Boolean(page?.next),
    more,
    reload: useCallback(() => setRound((count) => count + 1), []),
  };
}
