import { useCallback } from 'react';
import { attempt } from '../errors/use-attempt.ts';
import { useFetched } from './use-fetched.ts';

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
  const first = useCallback(() => load(), [load]);
  const { value: page, setValue: setPage, problem, reload } = useFetched(first, waitMs);
  const more = () =>
    void attempt(async () => {
      if (!page?.next) return;
      const { items, next } = await load(page.next);
      // What comes for a list that is not there any more is dropped.
      setPage((now) => (now === page ? { items: [...page.items, ...items], next } : now));
    });
  return { items: page?.items ?? null, problem, hasMore: Boolean(page?.next), more, reload };
}
