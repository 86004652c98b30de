import { cn } from '../../ui/cn.ts';

/** The sign of the product: an arch, and the light in it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cn('size-8', className)}>
      <rect width="32" height="32" rx="9" className="fill-accent dark:fill-[oklch(0.5_0.084_187)]" />
      <path d="M8 25V14.5a8 8 0 0 1 16 0V25h-4V14.5a4 4 0 0 0-8 0V25z" fill="#fff" />
      <circle cx="16" cy="22.5" r="2.5" fill="#f3c98b" />
    </svg>
  );
}
