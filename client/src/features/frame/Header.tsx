import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../../ui/cn.ts';

/** The bar at the top of a screen. On a phone it leads back to the list of channels. */
export function Header({
  children,
  actions,
  className,
}: {
  children: ReactNode;
  actions?: ReactNode;
  className?: string;
}) {
  return (
    <header
      className={cn(
        'flex h-13 shrink-0 items-center gap-2 border-b border-line pr-2 pl-4 max-md:pl-1',
        className,
      )}
    >
      <Link
        to="/"
        aria-label="Back to the list"
        className="flex size-11 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-hover md:hidden"
      >
        <ArrowLeft className="size-5" />
      </Link>
      <div className="flex min-w-0 flex-1 items-center gap-2">{children}</div>
      {actions && <div className="flex shrink-0 items-center gap-0.5">{actions}</div>}
    </header>
  );
}

export function HeaderTitle({ children }: { children: ReactNode }) {
  return <h1 className="truncate text-sm font-semibold">{children}</h1>;
}
