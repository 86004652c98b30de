/** Time and chance, injected so that tests and simulations decide over both. */
export interface Timers {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
  /** 0 ≤ x < 1. */
  random(): number;
}

/** Browsers count no further. */
export const timerMsMax = 2 ** 31 - 1;

export const realTimers: Timers = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

export function sleep(timers: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => timers.after(ms, resolve));
}

/**
 * Full jitter: a random moment within a window that doubles, so that clients which were cut off together do not come
 * back together.
 */
export function backoffMs(attempt: number, random: number, { baseMs = 500, capMs = 30_000 } = {}): number {
  return Math.round(random * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 20)));
}
