/**
 * Batches of several channels in one ordered insert: a command costs the same for two rows as for fifty, and most channels
 * are small. Each channel's rows stand together and in order, so its batch still lands as a prefix. A refused row stops
 * the command: the batches before it have landed, the ones after it were not tried and go into the next command.
 */
import { limits } from '@atrium/shared';
import { DuplicateEntry, type EntryStore } from './entry-store.ts';
import type { EntryRow } from './row.ts';

type Insert = EntryStore['insert'];

interface Batch {
  rows: readonly EntryRow[];
  bytes: number;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export interface CombineOptions {
  /**
   * While one command is being written to disk a second one leaves only with so many rows. A database that flushes one
   * commit after the other gains nothing by fewer: they had better share the next flush with what comes meanwhile.
   */
  secondRowsMin?: number;
}

/** Two: while one is being written to disk the next can be read from the wire. */
const inFlightMax = 2;
const rowsMax = 1_000;

export function combineInserts(insert: Insert, { secondRowsMin = 1 }: CombineOptions = {}): Insert {
  let waiting: Batch[] = [];
  let waitingRows = 0;
  let inFlight = 0;
  let isScheduled = false;

  const send = async (batches: readonly Batch[]): Promise<void> => {
    try {
      await insert(batches.flatMap(({ rows }) => rows));
      for (const { resolve } of batches) resolve();
    } catch (error) {
      if (error instanceof DuplicateEntry) putBack(settleRefused(batches, error));
      // Nobody knows which of them landed: each channel looks for itself.
      else for (const { reject } of batches) reject(error);
    } finally {
      inFlight -= 1;
      schedule();
    }
  };

  const putBack = (batches: Batch[]) => {
    waiting = [...batches, ...waiting];
    waitingRows += countRows(batches);
  };

  const mayLeave = () =>
    waiting.length > 0 && (inFlight === 0 || (inFlight < inFlightMax && waitingRows >= secondRowsMin));

  const schedule = () => {
    if (isScheduled || !mayLeave()) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      while (mayLeave()) {
        inFlight += 1;
        void send(takeSome());
      }
    });
  };

  const takeSome = (): Batch[] => {
    let [rows, bytes, count] = [0, 0, 0];
    for (const batch of waiting) {
      rows += batch.rows.length;
      bytes += batch.bytes;
      if (count > 0 && (rows > rowsMax || bytes > limits.batchBytesMax)) break;
      count += 1;
    }
    const some = waiting.splice(0, count);
    waitingRows -= countRows(some);
    return some;
  };

  return (rows) =>
    new Promise((resolve, reject) => {
      waiting.push({ rows, bytes: bytesOf(rows), resolve, reject });
      waitingRows += rows.length;
      schedule();
    });
}

/** What was before the refused row is written, what is after its batch was not tried. */
function settleRefused(batches: readonly Batch[], { index, key }: DuplicateEntry): Batch[] {
  let first = 0;
  for (const [at, { rows, resolve, reject }] of batches.entries()) {
    if (index < first + rows.length) {
      reject(new DuplicateEntry(index - first, key));
      return batches.slice(at + 1);
    }
    resolve();
    first += rows.length;
  }
  return [];
}

function countRows(batches: readonly Batch[]): number {
  return batches.reduce((sum, { rows }) => sum + rows.length, 0);
}

function bytesOf(rows: readonly EntryRow[]): number {
  return rows.reduce((sum, { body }) => sum + 400 + (typeof body === 'string' ? 2 * body.length : 0), 0);
}
