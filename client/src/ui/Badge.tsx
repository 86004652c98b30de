import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import { counted } from './count.ts';

const tones = {
  plain: 'bg-hover text-muted',
  accent: 'bg-accent-soft text-accent-ink',
  warn: 'bg-warn-soft text-warn-ink',
  guest: 'bg-guest-soft text-guest-ink',
  danger: 'bg-danger-soft text-danger-ink',
};

export function Badge({
  tone = 'plain',
  icon,
  className,
  title,
  children,
}: {
  tone?: keyof typeof tones;
  icon?: ReactNode;
  className?: string;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={cn(
        'inline-flex h-5 shrink-0 items-center gap-1 rounded-md px-1.5 text-2xs font-medium whitespace-nowrap [&_svg]:size-3',
        tones[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}

const countTones = {
  plain: 'bg-pressed text-muted',
  /** Meant for the reader. */
  strong: 'bg-accent text-on-accent',
  /** Something went wrong. */
  danger: tones.danger,
};

export interface CountProps {
  value: number;
  tone?: keyof typeof countTones;
  /** What is counted: one, and many of it. */
  one: string;
  many?: string;
}

/** A number of things that wait; nothing for none. */
export function Count({ value, tone = 'plain', one, many = one }: CountProps) {
  if (value <= 0) return null;
  return (
    <span
      className={cn(
        'inline-flex h-[1.125rem] min-w-[1.125rem] shrink-0 items-center justify-center rounded-full px-1.5 text-2xs font-semibold tabular-nums',
        countTones[tone],
      )}
    >
      <span aria-hidden>{value > 999 ? '999+' : value}</span>
      <span className="sr-only">{counted(value, one, many)}</span>
    </span>
  );
}
