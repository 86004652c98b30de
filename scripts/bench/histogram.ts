/** Latencies in buckets that are 2 % wide, from 1 µs to a minute: counting one costs next to nothing. */
const perBucket = Math.log(1.02);
const buckets = 900;

export class Histogram {
  readonly #counts = new Uint32Array(buckets);
  count = 0;
  max = 0;

  add(ms: number): void {
    const micros = Math.max(1, ms * 1000);
    const index = Math.min(buckets - 1, Math.floor(Math.log(micros) / perBucket));
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.count += 1;
    if (ms > this.max) this.max = ms;
  }

  /** @param quantile 0 … 1 @returns milliseconds */
  at(quantile: number): number {
    const wanted = Math.ceil(this.count * quantile);
    let seen = 0;
    for (let index = 0; index < buckets; index++) {
      seen += this.#counts[index] ?? 0;
      if (seen >= wanted && seen > 0) return Math.exp((index + 0.5) * perBucket) / 1000;
    }
    return this.max;
  }
}
