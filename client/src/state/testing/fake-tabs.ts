/** Tabs of one browser in a test: a lock that passes on when its holder is gone, a bus that takes its time. */
import type { FakeTimers } from '../../net/testing/fake-timers.ts';
import type { Random } from '../../../../tests/random.ts';
import type { Leadership, TabBus } from '../tabs.ts';

export class FakeTabs {
  readonly #timers: FakeTimers;
  readonly #random: Random;
  #queue: (() => void)[] = [];
  readonly #listeners = new Map<object, Set<(message: unknown) => void>>();

  constructor(timers: FakeTimers, random: Random) {
    this.#timers = timers;
    this.#random = random;
  }

  leadership(): Leadership {
    return {
      lead: (onLead) => {
        this.#queue.push(onLead);
        if (this.#queue[0] === onLead) onLead();
        return () => {
          const led = this.#queue[0] === onLead;
          this.#queue = this.#queue.filter((other) => other !== onLead);
          const next = this.#queue[0];
          if (led && next)
            this.#timers.after(this.#random.below(50), () => this.#queue[0] === next && next());
        };
      },
    };
  }

  bus(): TabBus {
    const mine = new Set<(message: unknown) => void>();
    const tab = {};
    this.#listeners.set(tab, mine);
    return {
      post: (message) => {
        const copy = structuredClone(message);
        for (const [other, listeners] of this.#listeners) {
          if (other === tab) continue;
          this.#timers.after(this.#random.below(10), () => {
            for (const listener of listeners) listener(copy);
          });
        }
      },
      on(listener) {
        mine.add(listener);
        return () => mine.delete(listener);
      },
      close: () => {
        this.#listeners.delete(tab);
      },
    };
  }
}
