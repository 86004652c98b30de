import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useEffectEvent } from 'react';
import type { Timeline } from '../../state/index.ts';

/** Reports what has been on the screen, so that it counts as read: the last row whose end is in view. */
export function useSeen(
  scroller: RefObject<HTMLElement | null>,
  virtual: Virtualizer<HTMLElement, Element>,
  timeline: Timeline,
): void {
  const report = useEffectEvent(() => {
    if (timeline.status !== 'ready' || document.visibilityState !== 'visible' || !document.hasFocus()) return;
    // As the list knows them: to ask the element would make the browser lay the page out in the middle of a frame.
    const bottom = (virtual.scrollOffset ?? 0) + (virtual.scrollRect?.height ?? 0) + 8;
    const last = virtual.getVirtualItems().findLast((item) => item.end <= bottom);
    if (!last || last.index === 0) return;
    const seq = timeline.rows.seqAtOrBefore(last.index - 1);
    if (seq !== null) timeline.markSeen(seq);
  });
  useEffect(() => {
    const element = scroller.current;
    const later = () => requestAnimationFrame(() => report());
    element?.addEventListener('scroll', later, { passive: true });
    window.addEventListener('focus', later);
    document.addEventListener('visibilitychange', later);
    return () => {
      element?.removeEventListener('scroll', later);
      window.removeEventListener('focus', later);
      document.removeEventListener('visibilitychange', later);
    };
  }, [scroller]);
  const { rows, status } = timeline;
  useEffect(() => {
    const frame = requestAnimationFrame(() => report());
    return () => cancelAnimationFrame(frame);
  }, [rows, status]);
}
