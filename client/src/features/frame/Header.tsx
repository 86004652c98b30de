import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../../ui/cn.ts';

interface Props {
  children: ReactNode;
  actions?: ReactNode;
  className?: string;
  /** Where a phone goes back to. */
  back?: { to: '/' | '/settings' | '/people'; label: string };
}

const toList = { to: '/', label: 'Back to the list' } as const;

/** The bar at the top of a screen. On a phone it leads back: where not said otherwise, to the list of channels. */
export function Header({ children, actions, className, back = toList }: Props) {
  return (
    <header
      className={cn(
        'flex h-13 shrink-0 items-center gap-2 border-b border-line pr-2 pl-4 max-md:pl-1',
        className,
      )}
    >
      <Link
        to={back.to}
        aria-label={back.label}
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
