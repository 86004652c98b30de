import type { ReactNode } from 'react';
import { useNarrow } from '../../ui/use-media.ts';

/** A group of settings with its name and, where it helps, a sentence about it. */
export function Section({
  title,
  hint,
  children,
  action,
}: {
  title: string;
  hint?: ReactNode;
  children: ReactNode;
  action?: ReactNode;
}) {
  // On a phone the page's own name is in the bar at its top, one level further up.
  const Heading = useNarrow() ? 'h2' : 'h3';
  return (
    <section className="flex flex-col gap-4 border-t border-line pt-6 first:border-0 first:pt-0">
      <div className="flex items-start justify-between gap-4">
        <div>
          <Heading className="text-sm font-semibold">{title}</Heading>
          {hint && <p className="mt-0.5 text-ui text-muted">{hint}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
