/** What a failure of the database means to somebody who asked for something. */
import { randomInt } from 'node:crypto';
import { AtriumError } from '@atrium/shared';
import { MongoError, MongoNetworkError, MongoServerError } from 'mongodb';

/** OutOfDiskSpace. */
const outOfDiskSpace = 14_031;
/**
 * Codes of a server that is stepping down, shutting down, electing, or out of time: HostUnreachable, HostNotFound,
 * NetworkTimeout, ShutdownInProgress, WriteConcernFailed, PrimarySteppedDown, ExceededTimeLimit, SocketException,
 * NotWritablePrimary, InterruptedAtShutdown, Interrupted…, NotPrimary…, MaxTimeMSExpired.
 */
const transient = new Set([
  6, 7, 50, 64, 89, 91, 189, 262, 9_001, 10_107, 11_600, 11_601, 11_602, 13_435, 13_436,
]);

/** Thrown on this side, before anything was sent. */
const unreachable =
  /^Mongo(ose)?(ServerSelection|NotConnected|TopologyClosed|WaitQueueTimeout|ConnectionPool|PoolCleared|OperationTimeout|ExpiredSession)/;

/** A unique index refused the write. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11_000;
}

export function isStorageFull(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === outOfDiskSpace;
}

/** The database could not be reached, or could not say what became of it: the same request may be tried again. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof MongoNetworkError) return true;
  if (error instanceof MongoServerError) return transient.has(Number(error.code));
  if (error instanceof MongoError) return unreachable.test(error.name);
  return error instanceof Error && unreachable.test(error.name);
}

/** The error that the caller gets; `internal` for what nobody foresaw. */
export function toAtriumError(error: unknown): AtriumError {
  if (error instanceof AtriumError) return error;
  if (isStorageFull(error)) return new AtriumError('storage_full', { cause: error });
  if (isUnavailable(error)) return comeBack(error);
  return new AtriumError('internal', { cause: error });
}

/** Milliseconds: soon, as a refusal costs less than waiting does; and not all at the same moment. */
const comeBackWithin = [500, 2_000] as const;

/** For what cannot be answered now because the database cannot be asked. */
export function comeBack(cause?: unknown): AtriumError {
  const [from, to] = comeBackWithin;
  return new AtriumError('retry_later', { retryAfterMs: randomInt(from, to + 1), cause });
}
