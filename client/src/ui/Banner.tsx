import type { ReactNode } from 'react';
import { cn } from './cn.ts';

const tones = {
  plain: 'bg-sunken text-muted border-line',
  accent: 'bg-accent-soft text-accent-ink border-transparent',
  warn: 'bg-warn-soft text-warn-ink border-warn-line',
  danger: 'bg-danger-soft text-danger-ink border-transparent',
};

/** Something that holds for the whole place below it. */
export function Banner({
  tone = 'plain',
  icon,
  action,
  className,
  children,
}: {
  tone?: keyof typeof tones;
  icon?: ReactNode;
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <output
      className={cn(
        'flex items-center gap-2.5 border-b px-4 py-2 text-ui [&_svg]:size-4 [&_svg]:shrink-0',
        tones[tone],
        className,
      )}
    >
      {icon}
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </output>
  );
}
