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
  /**
   * Where many channels are written to, whoever is told that their entry is on disk is about to write the next one: a
   * command waits for as many channels as were under way, up to half as long as the one before it took and never longer
   * than this. A few channels never wait.
   */
  gatherMsMax?: number;
}

/** Two: while one is being written to disk the next can be read from the wire. */
const inFlightMax = 2;
const rowsMax = 1_000;
/** Fewer channels than this in one command are few. */
const manyChannels = 8;

export function combineInserts(
  insert: Insert,
  { secondRowsMin = 1, gatherMsMax = 0 }: CombineOptions = {},
): Insert {
  let waiting: Batch[] = [];
  let waitingRows = 0;
  let inFlight = 0;
  let isScheduled = false;
  /** How many channels the next command had better be for, and until when it waits for them. */
  let expected = 0;
  let expectedUntil = 0;
  let timer: NodeJS.Timeout | null = null;

  const expect = (channels: number, tookMs: number) => {
    expected = channels < manyChannels ? 0 : channels + waiting.length;
    expectedUntil = performance.now() + Math.min(gatherMsMax, tookMs / 2);
  };

  const send = async (batches: readonly Batch[]): Promise<void> => {
    const began = performance.now();
    try {
      await insert(batches.flatMap(({ rows }) => rows));
      for (const { resolve } of batches) resolve();
    } catch (error) {
      if (error instanceof DuplicateEntry) putBack(settleRefused(batches, error));
      // Nobody knows which of them landed: each channel looks for itself.
      else for (const { reject } of batches) reject(error);
    } finally {
      inFlight -= 1;
      expect(batches.length, performance.now() - began);
      schedule();
    }
  };

  const putBack = (batches: Batch[]) => {
    waiting = [...batches, ...waiting];
    waitingRows += countRows(batches);
  };

  const isGathering = () => waiting.length < expected && performance.now() < expectedUntil;

  const mayLeave = () => {
    if (waiting.length === 0) return false;
    return inFlight === 0 ? !isGathering() : inFlight < inFlightMax && waitingRows >= secondRowsMin;
  };

  const leave = () => {
    isScheduled = false;
    while (mayLeave()) {
      inFlight += 1;
      void send(takeSome());
    }
  };

  const schedule = () => {
    if (isScheduled || waiting.length === 0) return;
    if (mayLeave()) {
      isScheduled = true;
      // After all that is under way in promises: the batches of one turn, and of those whom one answer let go on.
      process.nextTick(leave);
    } else if (inFlight === 0) {
      timer ??= setTimeout(() => {
        timer = null;
        schedule();
      }, expectedUntil - performance.now());
    }
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
