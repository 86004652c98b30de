import type { Seq, ThreadFlags } from '@atrium/shared';

/** What is set on the threads of a channel, and when the next of it is over: no entry says that. */
export class ThreadFlagBook extends Map<Seq, ThreadFlags> {
  /** Those that are pinned or muted until a time. */
  readonly #timed = new Map<Seq, number[]>();

  override set(rootSeq: Seq, flags: ThreadFlags): this {
    const ends = [flags.pinned?.until, flags.muted?.until].filter((until) => typeof until === 'number');
    if (ends.length > 0) this.#timed.set(rootSeq, ends);
    else this.#timed.delete(rootSeq);
    return super.set(rootSeq, flags);
  }

  override clear(): void {
    this.#timed.clear();
    super.clear();
  }

  /** The first end after a time (server's clock); infinite for none. */
  nextEnd(after: number): number {
    return Math.min(...[...this.#timed.values()].flat().filter((end) => end > after));
  }

  /** Threads of which something ended after one time and by another. */
  endedBetween(after: number, by: number): Seq[] {
    return [...this.#timed].flatMap(([rootSeq, ends]) =>
      ends.some((end) => end > after && end <= by) ? [rootSeq] : [],
    );
  }
}
