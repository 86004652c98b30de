import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import type { Paged } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { cn } from '../../ui/cn.ts';
import { MessageSkeletons } from '../../ui/Skeleton.tsx';
import { SteadyList } from '../../ui/SteadyList.tsx';
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
  const problem = (retry: () => Promise<void>, className: string) => (
    <div role="alert" className={cn('flex items-center gap-3 text-sm text-muted', className)}>
      {error ? wordsFor(error) : null}
      <Button size="small" onClick={() => void retry()}>
        Try again
      </Button>
    </div>
  );
  const isOld = status === 'error' && paged.isOld && items.length > 0;
  return (
    <>
      {/* Whoever reads further down does not see where the list ends. */}
      {isOld && problem(paged.reload, 'justify-between border-b border-line bg-sunken px-5 py-2 max-md:px-4')}
      <SteadyList className="min-h-0 flex-1">
        {items.map(children)}
        {status === 'loading' && <MessageSkeletons rows={items.length === 0 ? 6 : 2} />}
        {status === 'error' &&
          !isOld &&
          problem(items.length > 0 ? paged.loadMore : paged.reload, 'flex-col p-8')}
        {status === 'ready' && items.length === 0 && empty}
        <div ref={end} className="h-px" />
      </SteadyList>
    </>
  );
}
