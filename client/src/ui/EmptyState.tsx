import { type ReactNode, useLayoutEffect, useRef } from 'react';

/** What stands where nothing is yet: what this place is for, and the first step. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  level = 2,
  takesFocus = false,
}: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** 1 where nothing else on the page has a title. */
  level?: 1 | 2;
  /** It stands for what was here a moment ago: takes the keyboard when that went with it, and is read out. */
  takesFocus?: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (takesFocus && document.activeElement === document.body) box.current?.focus();
  }, [takesFocus]);
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div
      ref={box}
      tabIndex={takesFocus ? -1 : undefined}
      className="mx-auto flex max-w-sm flex-col items-center px-6 py-16 text-center"
    >
      <span className="mb-4 flex size-12 items-center justify-center rounded-2xl bg-accent-soft text-accent-ink [&_svg]:size-6">
        {icon}
      </span>
      <Heading className="text-base font-semibold text-ink">{title}</Heading>
      {children && <div className="mt-1.5 text-sm text-balance text-muted">{children}</div>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}
