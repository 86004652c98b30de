import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';
import { Tooltip } from './Tooltip.tsx';

const sizes = {
  small: 'size-7 rounded-md [&_svg]:size-4 coarse:size-10',
  medium: 'size-8 rounded-lg [&_svg]:size-[1.125rem] coarse:size-11',
};

export interface IconButtonProps extends ComponentProps<'button'> {
  /** Says what it does, to the eye (as a tooltip) and to a screen reader. */
  label: string;
  /** Keys as `formatShortcut` gives them. */
  shortcut?: string | undefined;
  size?: keyof typeof sizes;
  active?: boolean;
  children: ReactNode;
}

export function IconButton({
  label,
  shortcut,
  size = 'medium',
  active = false,
  className,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        className={cn(
          'inline-flex shrink-0 items-center justify-center text-muted transition-colors duration-100 hover:bg-hover hover:text-ink disabled:opacity-45 disabled:hover:bg-transparent data-popup-open:bg-pressed data-popup-open:text-ink',
          sizes[size],
          active && 'bg-accent-soft text-accent-ink hover:bg-accent-soft hover:text-accent-ink',
          className,
        )}
        {...rest}
      >
        {children}
      </button>
    </Tooltip>
  );
}
