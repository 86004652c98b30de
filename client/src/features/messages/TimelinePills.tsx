import type { Virtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Timeline } from '../../state/index.ts';
import { counted } from '../../ui/count.ts';

interface Props {
  timeline: Timeline;
  virtual: Virtualizer<HTMLElement, Element>;
}

/**
 * They lie in the list that they float over, not beside it: a wheel or a finger on one of them scrolls the list, also when
 * it came up under a pointer that was scrolling. They take none of its height.
 */
const floating = 'sticky z-10 h-0';
const placed = 'pointer-events-none absolute inset-x-0 flex justify-center';
const pill =
  'pointer-events-auto inline-flex h-8 items-center gap-1.5 rounded-full bg-raised px-3.5 text-ui font-medium text-accent-ink shadow-float hover:bg-accent-soft coarse:h-11 [&_svg]:size-4';

/** The way up to what is unread. To stand before the rows. */
export function UnreadPill({ timeline, virtual }: Props) {
  const { newLineSeq, rows } = timeline;
  if (newLineSeq === null) return null;
  const newIndex = rows.indexOfSeq(newLineSeq);
  const firstIndex = virtual.getVirtualItems()[0]?.index ?? 0;
  const isAbove = newIndex < 0 ? (rows.seqAtOrBefore(0) ?? 0) > newLineSeq : newIndex + 1 < firstIndex;
  if (!isAbove) return null;
  return (
    <div className={`${floating} top-2`}>
      <div className={`${placed} top-0`}>
        <button type="button" className={pill} onClick={() => void timeline.jumpTo(newLineSeq)}>
          <ArrowUp /> To the first unread
        </button>
      </div>
    </div>
  );
}

/** The way down to what is newest. To stand after the rows. */
export function NewestPill({ timeline, virtual }: Props) {
  const { hasAfter, unread } = timeline;
  if (!hasAfter && virtual.getDistanceFromEnd() <= 240) return null;
  return (
    <div className={`${floating} bottom-2`}>
      <div className={`${placed} bottom-0`}>
        <button
          type="button"
          className={pill}
          onClick={() => (hasAfter ? void timeline.jumpToNewest() : virtual.scrollToEnd())}
        >
          <ArrowDown /> {unread > 0 ? counted(unread, 'new message') : 'Newest'}
        </button>
      </div>
    </div>
  );
}
