/**
 * The newest entries of a channel in memory, contiguous up to the head: what catch-up is answered from, and what rows
 * that are not projected yet are brought up to date with. An entry stays at least until it is projected and no read that
 * began before that is under way.
 */
import { limits, messageAfter, type Message, type Seq, type Thread, threadAfter } from '@atrium/shared';
import type { Taken } from './row.ts';

const weightMax = limits.catchUpBytesMax;

export class Recent {
  #items: Taken[] = [];
  /** Index of the first item that still counts: dropping from an array's front one by one would be quadratic. */
  #start = 0;
  #weight = 0;
  #head: Seq;
  #projectedSeq: Seq;
  /** Up to here texts that reached their rows are forgotten. */
  #forgottenSeq: Seq;
  readonly #reading = new Set<{ from: Seq }>();
  readonly #dropped: (taken: Taken) => void;

  constructor(head: Seq, projectedSeq: Seq, dropped: (taken: Taken) => void) {
    this.#projectedSeq = projectedSeq;
    this.#forgottenSeq = projectedSeq;
    this.#dropped = dropped;
    this.#head = head;
  }

  /** Everything after this seq, up to the head, is here. */
  get from(): Seq {
    return this.#head - (this.#items.length - this.#start);
  }

  get projectedSeq(): Seq {
    return this.#projectedSeq;
  }

  get unprojected(): number {
    return this.#head - this.#projectedSeq;
  }

  push(taken: Taken): void {
    this.#items.push(taken);
    this.#head = taken.entry.seq;
    this.#weight += weightOf(taken);
    this.#trim();
  }

  /** Older entries, read from the database, that end where this begins; false when they do not. */
  prepend(items: readonly Taken[]): boolean {
    const fitting = items.filter(({ entry }) => entry.seq <= this.from);
    if (fitting.at(-1)?.entry.seq !== this.from) return false;
    this.#items = [...fitting, ...this.#items.slice(this.#start)];
    this.#start = 0;
    for (const taken of fitting) this.#weight += weightOf(taken);
    return true;
  }

  /** Items with `after < seq`, in order; only what {@link from} covers. */
  after(after: Seq): readonly Taken[] {
    return this.#items.slice(this.#start + Math.max(0, after - this.from));
  }

  get(seq: Seq): Taken | undefined {
    const from = this.from;
    return seq > from ? this.#items[this.#start + seq - from - 1] : undefined;
  }

  /** A message as an update left it: the entry that it was is not kept. */
  replace(message: Message): void {
    const taken = this.get(message.seq);
    if (!taken) return;
    this.#weight -= weightOf(taken);
    taken.entry = message;
    this.#weight += weightOf(taken);
  }

  /** Rows in the database are as of `seq` or newer. */
  setProjected(seq: Seq): void {
    if (seq <= this.#projectedSeq) return;
    this.#projectedSeq = seq;
    this.#forgetTexts();
    this.#trim();
  }

  /** Keeps what a read that begins now may have to be brought up to date with; call the result when it is done. */
  hold(): () => void {
    const reading = { from: this.#projectedSeq };
    this.#reading.add(reading);
    return () => {
      this.#reading.delete(reading);
      this.#forgetTexts();
    };
  }

  /** A row of the database, as of the head. */
  message(row: Message): Message {
    let message = row;
    for (const { entry, text } of this.after(row.updatedSeq)) {
      message = messageAfter(message, entry, text !== undefined && 'body' in text ? text : undefined);
    }
    return message;
  }

  thread(row: Thread): Thread {
    let thread = row;
    for (const { entry, text } of this.after(row.updatedSeq)) {
      thread = threadAfter(thread, entry, text !== undefined && 'title' in text ? text : undefined);
    }
    return thread;
  }

  /** A text that has reached its row is not kept here: a deletion must not leave a copy behind. */
  #forgetTexts(): void {
    if (this.#reading.size > 0) return;
    const reached = this.#projectedSeq;
    for (const taken of this.after(this.#forgottenSeq)) {
      if (taken.entry.seq > reached) break;
      delete taken.text;
    }
    this.#forgottenSeq = reached;
  }

  get #isFull(): boolean {
    return this.#items.length - this.#start > limits.ringEntriesMax || this.#weight > weightMax;
  }

  #trim(): void {
    if (!this.#isFull) return;
    const floor = Math.min(this.#projectedSeq, ...[...this.#reading].map(({ from }) => from));
    for (let first = this.#items[this.#start]; first !== undefined; first = this.#items[this.#start]) {
      if (!this.#isFull || first.entry.seq > floor) break;
      this.#start += 1;
      this.#weight -= weightOf(first);
      this.#dropped(first);
    }
    if (this.#start > 1_024 && this.#start * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#start);
      this.#start = 0;
    }
  }
}

/** About how many bytes an entry takes. */
export function weightOf({ entry }: Taken): number {
  return entry.kind === 'message' ? 400 + entry.body.length : 300;
}
