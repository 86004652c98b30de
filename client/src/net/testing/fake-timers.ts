import type { Timers } from '../timers.ts';
import type { Random } from '../../../../tests/random.ts';

// Of Node, where these tests run: the page's own types do not have it.
declare const setImmediate: (run: () => void) => void;

const eventsMax = 50_000;

interface Planned {
  at: number;
  order: number;
  run: () => void;
}

/** Time that passes only when the test says so: hours in a moment, in one order for one seed. */
export class FakeTimers implements Timers {
  readonly #random: Random;
  #planned: Planned[] = [];
  #order = 0;
  #now = Date.UTC(2026, 0, 5, 9);

  constructor(random: Random) {
    this.#random = random;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.#random.next();
  }

  after(ms: number, run: () => void): () => void {
    this.#order += 1;
    const planned = { at: this.#now + Math.max(0, ms), order: this.#order, run };
    this.#planned.push(planned);
    return () => {
      this.#planned = this.#planned.filter((other) => other !== planned);
    };
  }

  /** Lets time pass, running what falls due, and everything that follows from it, one after the other. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    let events = 0;
    for (let next = this.#next(until); next; next = this.#next(until)) {
      events += 1;
      if (events > eventsMax) throw new Error(`time stands still: ${next.run.toString()}`);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settled();
    }
    this.#now = until;
  }

  #next(until: number): Planned | null {
    let next: Planned | null = null;
    for (const planned of this.#planned) {
      if (planned.at > until) continue;
      if (!next || planned.at < next.at || (planned.at === next.at && planned.order < next.order))
        next = planned;
    }
    if (next) this.#planned.splice(this.#planned.indexOf(next), 1);
    return next;
  }
}

/** When all promises that can go on have gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
