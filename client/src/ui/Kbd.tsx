import { cn } from './cn.ts';

/** Keys to press, given as one string with spaces between them: `Ctrl K`. */
export function Kbd({ keys, tone = 'plain' }: { keys: string; tone?: 'plain' | 'dark' }) {
  return (
    <span className="inline-flex shrink-0 gap-0.5">
      {keys.split(' ').map((key) => (
        <kbd
          key={key}
          className={cn(
            'inline-flex h-[1.125rem] min-w-[1.125rem] items-center justify-center rounded-sm px-1 font-sans text-2xs',
            tone === 'plain' ? 'bg-hover text-muted' : 'bg-white/15 text-white/90',
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
