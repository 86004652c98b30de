/** The outlets that lag, looked at twice a second until they have caught up or are let go. */
import type { Outlet } from './outlet.ts';

const everyMs = 500;

export interface SlowReaders {
  add(outlet: Outlet): void;
  remove(outlet: Outlet): void;
  readonly size: number;
  close(): void;
}

export function createSlowReaders(clock: () => number): SlowReaders {
  const lagging = new Set<Outlet>();
  const timer = setInterval(() => {
    const now = clock();
    for (const outlet of lagging) outlet.check(now);
  }, everyMs);
  timer.unref();
  return {
    add: (outlet) => void lagging.add(outlet),
    remove: (outlet) => void lagging.delete(outlet),
    get size() {
      return lagging.size;
    },
    close: () => clearInterval(timer),
  };
}
