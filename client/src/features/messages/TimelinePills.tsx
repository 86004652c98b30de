import type { Virtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Timeline } from '../../state/index.ts';

const pill =
  'pointer-events-auto inline-flex h-8 items-center gap-1.5 rounded-full bg-raised px-3.5 text-ui font-medium text-accent-ink shadow-float hover:bg-accent-soft coarse:h-11 [&_svg]:size-4';

/** The ways out of where one is: up to what is unread, down to what is newest. */
export function TimelinePills({
  timeline,
  virtual,
}: {
  timeline: Timeline;
  virtual: Virtualizer<HTMLElement, Element>;
}) {
  const { newLineSeq, rows, hasAfter, unread } = timeline;
  const items = virtual.getVirtualItems();
  const newIndex = newLineSeq === null ? -1 : rows.indexOfSeq(newLineSeq);
  const isAbove =
    newLineSeq !== null &&
    (newIndex < 0 ? (rows.seqAtOrBefore(0) ?? 0) > newLineSeq : newIndex + 1 < (items[0]?.index ?? 0));
  const isAway = hasAfter || virtual.getDistanceFromEnd() > 240;
  return (
    <div className="pointer-events-none absolute inset-x-0 top-2 bottom-2 flex flex-col items-center justify-between">
      <span>
        {isAbove && newLineSeq !== null && (
          <button type="button" className={pill} onClick={() => void timeline.jumpTo(newLineSeq)}>
            <ArrowUp /> To the first unread
          </button>
        )}
      </span>
      <span>
        {isAway && (
          <button
            type="button"
            className={pill}
            onClick={() => (hasAfter ? void timeline.jumpToNewest() : virtual.scrollToEnd())}
          >
            <ArrowDown />{' '}
            {unread > 0 ? (unread === 1 ? '1 new message' : `${unread} new messages`) : 'Newest'}
          </button>
        )}
      </span>
    </div>
  );
}
