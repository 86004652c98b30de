import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect } from 'react';

/** As near to the end as this, somebody reads along. */
export const endThreshold = 48;

/**
 * Who reads along goes on seeing the newest row when the list becomes lower or higher: the field under it grows, a notice
 * comes over it, a keyboard takes half of the screen.
 */
export function useEndKept(
  scroller: RefObject<HTMLElement | null>,
  virtual: Virtualizer<HTMLElement, Element>,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let height = element.clientHeight;
    const observer = new ResizeObserver(() => {
      const before = height;
      height = element.clientHeight;
      if (before === height || before === 0) return;
      const distance = element.scrollHeight - element.scrollTop - before;
      if (distance <= endThreshold) virtual.scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, virtual]);
}
