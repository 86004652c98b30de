import { cn } from './cn.ts';

/** Where something will stand in a moment. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('pulse-soft block rounded-md bg-pressed', className)} />;
}

/** Rows as a list of messages has them, in widths that do not change from one paint to the next. */
export function MessageSkeletons({ rows = 8 }: { rows?: number }) {
  const widths = ['w-7/12', 'w-4/12', 'w-9/12', 'w-6/12', 'w-5/12', 'w-8/12'];
  return (
    <output aria-label="Loading messages" className="flex flex-col gap-5 px-5 py-4">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex gap-3">
          <Skeleton className="size-9 shrink-0 rounded-xl" />
          <div className="flex min-w-0 flex-1 flex-col gap-2 pt-1">
            <Skeleton className="h-3 w-28" />
            <Skeleton className={cn('h-3', widths[row % widths.length])} />
          </div>
        </div>
      ))}
    </output>
  );
}
