import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import type { Paged } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { MessageSkeletons } from '../../ui/Skeleton.tsx';
import { wordsFor } from '../errors/words.ts';

interface Props<Item> {
  paged: Paged<Item>;
  empty: ReactNode;
  children: (item: Item) => ReactNode;
}

/** A list that comes in pages: fetches the next one when its end comes into view. */
export function PagedList<Item>({ paged, empty, children }: Props<Item>) {
  const { items, status, error, hasMore } = paged;
  const end = useRef<HTMLDivElement>(null);
  const more = useEffectEvent(() => void paged.loadMore());
  useEffect(() => {
    const mark = end.current;
    if (!mark || !hasMore) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more(), {
      rootMargin: '400px',
    });
    observer.observe(mark);
    return () => observer.disconnect();
  }, [hasMore, items.length]);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      {items.map(children)}
      {status === 'loading' && <MessageSkeletons rows={items.length === 0 ? 6 : 2} />}
      {status === 'error' && (
        <div className="flex flex-col items-center gap-3 p-8 text-sm text-muted">
          {error ? wordsFor(error) : null}
          <Button size="small" onClick={() => void paged.reload()}>
            Try again
          </Button>
        </div>
      )}
      {status === 'ready' && items.length === 0 && empty}
      <div ref={end} className="h-px" />
    </div>
  );
}
