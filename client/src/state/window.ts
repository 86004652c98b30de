/**
 * The stretch of a conversation that is loaded, as seqs in order, cut into chunks whose rows are cached: one more
 * message, or one changed message, costs its own chunk.
 */
import type { Seq } from '@atrium/shared';
import { firstSeqOf, joinRuns, showsSeq } from './membership.ts';
import type { RowList } from './row-list.ts';
import { buildRows, type Carry, noCarry, type RowSource, sameCarry } from './rows.ts';
import type { PendingRow, TimelineRow } from './views.ts';

const chunkLength = 100;
/** At most so many entries are loaded; what is furthest from the reader goes first, down to the second figure. */
const lengthMax = 1_500;
const lengthKept = 1_000;

interface Chunk {
  seqs: Seq[];
  built: { rows: readonly TimelineRow[]; before: Carry; after: Carry } | null;
  /** Rows of the last build, to be reused where nothing changed. */
  known: ReadonlyMap<string, TimelineRow>;
}

export class TimelineWindow {
  #chunks: Chunk[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get first(): Seq | null {
    return this.#chunks[0]?.seqs[0] ?? null;
  }

  get last(): Seq | null {
    return this.#chunks.at(-1)?.seqs.at(-1) ?? null;
  }

  has(seq: Seq): boolean {
    return this.#chunkOf(seq)?.seqs.includes(seq) ?? false;
  }

  *seqs(): Generator<Seq> {
    for (const chunk of this.#chunks) yield* chunk.seqs;
  }

  replace(seqs: readonly Seq[]): void {
    this.#chunks = [];
    this.#length = 0;
    this.append(seqs);
  }

  /** Those after the last one; others are passed over. */
  append(seqs: readonly Seq[]): void {
    for (const seq of seqs) {
      if (seq <= (this.last ?? 0)) continue;
      let chunk = this.#chunks.at(-1);
      if (!chunk || chunk.seqs.length >= chunkLength) this.#chunks.push((chunk = newChunk()));
      chunk.seqs.push(seq);
      chunk.built = null;
      this.#length += 1;
    }
  }

  /** Those before the first one; others are passed over. */
  prepend(seqs: readonly Seq[]): void {
    const first = this.first ?? Number.POSITIVE_INFINITY;
    const earlier = seqs.filter((seq) => seq < first);
    const chunks: Chunk[] = [];
    for (let end = earlier.length; end > 0; end -= chunkLength) {
      chunks.unshift({ ...newChunk(), seqs: earlier.slice(Math.max(0, end - chunkLength), end) });
    }
    this.#chunks = [...chunks, ...this.#chunks];
    this.#length += earlier.length;
  }

  /** Lets go of what is far from the reader (at the end, when nobody has looked yet). Answers where any went. */
  bound(near: Seq | null): { before: boolean; after: boolean } {
    if (this.#length <= lengthMax) return { before: false, after: false };
    return this.#keepNear(near ?? this.last ?? 0, lengthKept);
  }

  /** Drops chunks at both ends that are far from an entry, so that about `keep` stay. */
  #keepNear(seq: Seq, keep: number): { before: boolean; after: boolean } {
    const chunks = this.#chunks;
    const at = chunks.findLastIndex((chunk) => (chunk.seqs[0] ?? 0) <= seq);
    let [from, to] = [Math.max(0, at), Math.max(0, at)];
    let length = chunks[from]?.seqs.length ?? 0;
    // One on either side in turn; where one end is reached, the other has the rest.
    while (from > 0 || to < chunks.length - 1) {
      const earlier = chunks[from - 1]?.seqs.length ?? 0;
      const later = chunks[to + 1]?.seqs.length ?? 0;
      if (length + earlier + later > keep) break;
      from = Math.max(0, from - 1);
      to = Math.min(chunks.length - 1, to + 1);
      length += earlier + later;
    }
    const [before, after] = [from > 0, to < chunks.length - 1];
    this.#chunks = chunks.slice(from, to + 1);
    this.#length = length;
    return { before, after };
  }

  /** The entry's row is to be made anew. */
  touch(seq: Seq): boolean {
    const chunk = this.#chunkOf(seq);
    if (!chunk || !chunk.seqs.includes(seq)) return false;
    chunk.built = null;
    return true;
  }

  touchAll(): void {
    for (const chunk of this.#chunks) chunk.built = null;
  }

  rows(source: RowSource, pending: (before: Carry) => readonly PendingRow[]): RowList {
    let carry = noCarry;
    for (const chunk of this.#chunks) {
      if (!chunk.built || !sameCarry(chunk.built.before, carry)) {
        const { rows, after } = buildRows(chunk.seqs, carry, chunk.known, source);
        chunk.built = { rows, before: carry, after };
        chunk.known = new Map(rows.map((row) => [row.key, row]));
      }
      carry = chunk.built.after;
    }
    return rowListOf([...joinRuns(this.#chunks.map(({ built }) => built?.rows ?? [])), pending(carry)]);
  }

  #chunkOf(seq: Seq): Chunk | undefined {
    let [low, high] = [0, this.#chunks.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const chunk = this.#chunks[middle];
      if (!chunk) return undefined;
      if ((chunk.seqs[0] ?? 0) > seq) high = middle - 1;
      else if ((chunk.seqs.at(-1) ?? 0) < seq) low = middle + 1;
      else return chunk;
    }
    return undefined;
  }
}

function newChunk(): Chunk {
  return { seqs: [], built: null, known: new Map() };
}

class ChunkedRows implements RowList {
  readonly #chunks: readonly (readonly TimelineRow[])[];
  /** Index of each chunk's first row. */
  readonly #starts: readonly number[];
  readonly length: number;

  constructor(chunks: readonly (readonly TimelineRow[])[]) {
    this.#chunks = chunks;
    let length = 0;
    this.#starts = chunks.map((rows) => {
      const start = length;
      length += rows.length;
      return start;
    });
    this.length = length;
  }

  at(index: number): TimelineRow | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const chunk = this.#chunkAt(index);
    return this.#chunks[chunk]?.[index - (this.#starts[chunk] ?? 0)];
  }

  #chunkAt(index: number): number {
    let [low, high] = [0, this.#chunks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  indexOfSeq(seq: Seq): number {
    return this.#find(
      (row) => showsSeq(row, seq),
      (rows) => {
        const [first, last] = [seqIn(rows, 0, 1), seqIn(rows, rows.length - 1, -1)];
        return first !== null && last !== null && first <= seq && seq <= last;
      },
    );
  }

  indexOfKey(key: string): number {
    return this.#find((row) => row.key === key);
  }

  #find(
    matches: (row: TimelineRow) => boolean,
    mayHold: (rows: readonly TimelineRow[]) => boolean = () => true,
  ): number {
    for (const [index, rows] of this.#chunks.entries()) {
      if (!mayHold(rows)) continue;
      const found = rows.findIndex(matches);
      if (found >= 0) return (this.#starts[index] ?? 0) + found;
    }
    return -1;
  }

  seqAtOrBefore(index: number): Seq | null {
    for (let at = Math.min(index, this.length - 1); at >= 0; at -= 1) {
      const row = this.at(at);
      if (row && 'seq' in row) return row.seq;
    }
    return null;
  }

  *[Symbol.iterator](): Iterator<TimelineRow> {
    for (const rows of this.#chunks) yield* rows;
  }
}

/** The first seq found from `at` on, in steps of `step`. */
function seqIn(rows: readonly TimelineRow[], at: number, step: number): Seq | null {
  for (let index = at; index >= 0 && index < rows.length; index += step) {
    const row = rows[index];
    if (row && 'seq' in row) return step > 0 ? firstSeqOf(row) : row.seq;
  }
  return null;
}

export function rowListOf(chunks: readonly (readonly TimelineRow[])[]): RowList {
  return new ChunkedRows(chunks);
}

export const noRows: RowList = rowListOf([]);
