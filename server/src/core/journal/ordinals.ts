/**
 * The ordinals of older entries, which whoever has no mark yet is counted from. An entry's never changes, and from one
 * entry to the next it never falls: between two entries that have the same one, so have all. People join one after the
 * other while nothing is said, so that a few entries tell it for thousands.
 */
import type { Seq } from '@atrium/shared';

interface Point {
  seq: Seq;
  n: number;
}

const pointsMax = 500;
const beginning: Point = { seq: 0, n: 0 };

export class Ordinals {
  /** Ascending; of a stretch with one ordinal its two ends. */
  #points: Point[] = [beginning];

  /** Undefined where it does not follow from what was learnt. */
  at(seq: Seq): number | undefined {
    const index = this.#above(seq);
    const before = this.#points[index - 1];
    if (before?.seq === seq || before?.n === this.#points[index]?.n) return before?.n;
    return undefined;
  }

  learn(seq: Seq, n: number): void {
    if (this.at(seq) !== undefined) return;
    if (this.#points.length >= pointsMax) this.#points = [beginning];
    const index = this.#above(seq);
    this.#points.splice(index, 0, { seq, n });
    if (this.#isInside(index + 1)) this.#points.splice(index + 1, 1);
    if (this.#isInside(index - 1)) this.#points.splice(index - 1, 1);
  }

  /** Between two points with its own ordinal. */
  #isInside(index: number): boolean {
    const point = this.#points[index];
    return (
      point !== undefined && this.#points[index - 1]?.n === point.n && this.#points[index + 1]?.n === point.n
    );
  }

  /** Where the first point after `seq` stands. */
  #above(seq: Seq): number {
    let [low, high] = [0, this.#points.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#points[middle]?.seq ?? 0) > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
