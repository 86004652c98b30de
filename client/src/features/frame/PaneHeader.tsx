import type { ReactNode } from 'react';

export function PaneHeader({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-b border-line pr-2 pl-4">
      <h2 className="min-w-0 flex-1 truncate text-sm font-semibold">{title}</h2>
      <div className="flex shrink-0 items-center gap-0.5">{children}</div>
    </header>
  );
}
