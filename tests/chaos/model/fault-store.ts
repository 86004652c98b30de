/**
 * A replica set with one collection, as far as appends can tell: writes land on the primary in order, a majority point
 * follows, a failover throws away what is beyond it. Answers get lost before or after the write, writes land late, both
 * unique indexes refuse at any place of a batch. Everything happens when the scheduler says so.
 */
import type { Thread } from '@atrium/shared';
import { DuplicateEntry, type EntryStore } from '../../../server/src/core/journal/entry-store.ts';
import type { EntryRow } from '../../../server/src/core/journal/row.ts';
import type { RowStore } from '../../../server/src/core/journal/rows.ts';
import type { Random } from '../../random.ts';

/** Protections of the protocol that a run can do without, to see that they matter. */
export interface Broken {
  /** Acknowledged when the primary has it (write concern 1). */
  ackBeforeMajority?: boolean;
  /** Heads are read from what may be rolled back (read concern local). */
  localReads?: boolean;
  /** An answer that got lost counts as success. */
  trustLostAnswers?: boolean;
  /** A batch goes on after a refused row. */
  unordered?: boolean;
  /** No unique index on (channelId, authorId, clientId). */
  noClientIdIndex?: boolean;
  /** No unique index on (channelId, seq). */
  noSeqIndex?: boolean;
}

export interface Faults {
  rollbacks: number;
  ambiguous: number;
  late: number;
  duplicateSeq: number;
  duplicateClientId: number;
  partial: number;
}

type Event = () => void;
type Waiting = { upTo: number; settle: () => void; reject: (error: Error) => void };

export class FaultStore implements EntryStore, RowStore {
  /** What the primary has; the first `committed` of them are everywhere. */
  log: EntryRow[] = [];
  committed = 0;
  calm = false;
  readonly events: Event[] = [];
  readonly faults: Faults = {
    ...{ rollbacks: 0, ambiguous: 0, late: 0 },
    ...{ duplicateSeq: 0, duplicateClientId: 0, partial: 0 },
  };
  #waiting: Waiting[] = [];
  readonly #random: Random;
  readonly #broken: Broken;

  constructor(random: Random, broken: Broken) {
    this.#random = random;
    this.#broken = broken;
  }

  insert(rows: readonly EntryRow[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.events.push(() => this.#insert(rows, resolve, reject));
    });
  }

  after(_channelId: string, seq: number, limit: number): Promise<EntryRow[]> {
    return this.#read((rows) =>
      rows
        .filter((row) => row.seq > seq)
        .toSorted((a, b) => a.seq - b.seq)
        .slice(0, limit),
    );
  }

  written(_channelId: string, authorId: string, clientId: string): Promise<EntryRow | null> {
    return this.#read(
      (rows) => rows.find((row) => row.authorId === authorId && row.clientId === clientId) ?? null,
    );
  }

  at(_channelId: string, seqs: readonly number[]): Promise<EntryRow[]> {
    return this.#read((rows) => rows.filter((row) => seqs.includes(row.seq)));
  }

  lane = async () => [];
  deleted = async () => [];
  pinned = async () => [];
  threads = async (): Promise<Thread[]> => [];
  pinnedThreads = async (): Promise<Thread[]> => [];
  standing = async () => null;

  /** The majority point moves on, somewhere up to the end. */
  advance(): void {
    const behind = this.log.length - this.committed;
    this.committed += this.calm ? behind : this.#random.below(behind + 1);
    this.#waiting = this.#waiting.filter(({ upTo, settle }) => {
      if (upTo > this.committed) return true;
      settle();
      return false;
    });
  }

  /** Another primary takes over that has the committed part alone. */
  rollBack(): void {
    if (this.log.length > this.committed) this.faults.rollbacks += 1;
    this.log = this.log.slice(0, this.committed);
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the primary stepped down'));
  }

  #insert(rows: readonly EntryRow[], resolve: () => void, reject: (error: Error) => void): void {
    const lost = () => {
      this.faults.ambiguous += 1;
      if (this.#broken.trustLostAnswers) resolve();
      else reject(new Error('the connection was cut'));
    };
    if (!this.calm && this.#random.chance(0.08)) {
      if (this.#random.chance(0.5)) {
        this.events.push(() => {
          this.faults.late += 1;
          this.#apply(rows);
        });
      }
      return lost();
    }
    const refusal = this.#apply(rows);
    if (!this.calm && this.#random.chance(0.08)) return lost();
    const settle = () => (refusal ? reject(refusal) : resolve());
    if (this.#broken.ackBeforeMajority) return settle();
    this.#waiting.push({ upTo: this.log.length, settle, reject });
  }

  /** In order; stops at the first row that an index refuses. */
  #apply(rows: readonly EntryRow[]): DuplicateEntry | null {
    let refusal: DuplicateEntry | null = null;
    for (const [index, row] of rows.entries()) {
      const key = this.#duplicate(row);
      if (key === null) {
        this.log.push(row);
        continue;
      }
      if (key === 'seq') this.faults.duplicateSeq += 1;
      else this.faults.duplicateClientId += 1;
      if (index > 0) this.faults.partial += 1;
      refusal ??= new DuplicateEntry(index, key);
      if (!this.#broken.unordered) break;
    }
    return refusal;
  }

  #duplicate(row: EntryRow): 'seq' | 'clientId' | null {
    const sameSeq = !this.#broken.noSeqIndex && this.log.some(({ seq }) => seq === row.seq);
    const sameId =
      !this.#broken.noClientIdIndex &&
      this.log.some(({ authorId, clientId }) => authorId === row.authorId && clientId === row.clientId);
    // A row that violates both is refused by either.
    if (sameSeq && sameId) return this.#random.chance(0.5) ? 'seq' : 'clientId';
    return sameSeq ? 'seq' : sameId ? 'clientId' : null;
  }

  #read<Answer>(look: (rows: readonly EntryRow[]) => Answer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.events.push(() => {
        if (!this.calm && this.#random.chance(0.05)) return reject(new Error('the read was cut'));
        const end = this.#broken.localReads ? this.log.length : this.committed;
        resolve(look(this.log.slice(0, end).map((row) => ({ ...row }))));
      });
    });
  }
}
