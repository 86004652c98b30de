/**
 * The time by which entries are dated and mutes, pins and links end. Where several nodes share a database it is the
 * database's, asked for again and again: a node whose own clock is an hour ahead would let the muted speak, and every
 * entry after one of its own would be dated an hour late. Between two answers the machine's monotonic clock counts, so
 * that setting the wall clock moves nothing.
 */
import { databaseOf, type Database } from '../db/connect.ts';
import type { Log } from '../log.ts';

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  close(): void;
}

export interface ClockOptions {
  db: Pick<Database, 'connection' | 'kind'>;
  log: Log;
  /** A fault: this machine's clock is off by so much. */
  offsetMs?: number;
}

const askEveryMs = 5_000;
/** An answer that took longer says too little about when it was given. */
const roundTripMaxMs = 1_000;
/** Less than this is taken for the way of the answer. */
const toleranceMs = 50;
const worthSayingMs = 60_000;

/** Resolves once the database was asked for the first time. */
export async function createClock({ db, log, offsetMs = 0 }: ClockOptions): Promise<Clock> {
  // Its own engine runs on this machine, under the same clock.
  if (db.kind !== 'external') return { now: () => Date.now() + offsetMs, close: () => undefined };
  const local = () => performance.timeOrigin + performance.now() + offsetMs;
  const database = databaseOf(db.connection).admin();
  let correctionMs = Date.now() + offsetMs - local();
  let isSaid = false;

  const ask = async () => {
    const asked = local();
    const { localTime } = await database.command({ hello: 1 });
    const answered = local();
    if (!(localTime instanceof Date) || answered - asked > roundTripMaxMs) return;
    const measured = localTime.getTime() - (asked + answered) / 2;
    if (Math.abs(measured - correctionMs) > toleranceMs) correctionMs = measured;
    const offMs = Math.round(localTime.getTime() - (Date.now() + offsetMs));
    if (Math.abs(offMs) < worthSayingMs) isSaid = false;
    else if (!isSaid) {
      isSaid = true;
      log.warn({ offMs }, 'clock_skew: this machine’s clock is wrong; the database’s counts');
    }
  };

  // A server that cannot ask goes by its own clock, and asks again.
  const askAgain = () => ask().catch(() => undefined);
  await askAgain();
  const timer = setInterval(() => void askAgain(), askEveryMs);
  timer.unref();
  return { now: () => Math.round(local() + correctionMs), close: () => clearInterval(timer) };
}
