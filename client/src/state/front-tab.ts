/**
 * Which tab of a browser tells somebody of a message: the one in front of them; where none is, the one that leads. It is asked
 * each time, so that a tab that was lost silences nobody.
 */
import type { Timers } from '../net/timers.ts';
import type { TabBus } from './tabs.ts';

/** A tab in front answers within a few milliseconds. */
export const answerWithinMs = 150;

export type TabPlace = 'front' | 'leading' | 'other';

interface FrontTabOptions {
  bus: TabBus;
  timers: Timers;
  inFront: () => boolean;
  leading: () => boolean;
}

interface FrontMessage {
  kind: 'front?' | 'front';
}

export class FrontTab {
  readonly #options: FrontTabOptions;
  readonly #off: () => void;
  #asking: Promise<TabPlace> | null = null;
  #answered: () => void = () => {};

  constructor(options: FrontTabOptions) {
    const { bus, inFront } = options;
    this.#options = options;
    this.#off = bus.on((message) => {
      const { kind } = message as FrontMessage;
      if (kind === 'front?' && inFront()) bus.post({ kind: 'front' } satisfies FrontMessage);
      if (kind === 'front') this.#answered();
    });
  }

  /** Where this tab stands, now: at most one tab is `front`, and only where none is does one hear `leading`. */
  place(): Promise<TabPlace> {
    const { inFront, leading } = this.#options;
    if (inFront()) return Promise.resolve('front');
    if (!leading()) return Promise.resolve('other');
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    return this.#asking;
  }

  #ask(): Promise<TabPlace> {
    const { bus, timers } = this.#options;
    return new Promise((resolve) => {
      const cancel = timers.after(answerWithinMs, () => resolve('leading'));
      this.#answered = () => {
        cancel();
        resolve('other');
      };
      bus.post({ kind: 'front?' } satisfies FrontMessage);
    });
  }

  close(): void {
    this.#off();
  }
}
