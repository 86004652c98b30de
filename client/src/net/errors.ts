import { AtriumError, type ErrorBody, errorCodes } from '@atrium/shared';
import { backoffMs } from './timers.ts';

/** The error that a server's answer stands for. A code that this client does not know yet counts as `internal`. */
export function fromBody(body: ErrorBody): AtriumError {
  const known = Object.hasOwn(errorCodes, body.code);
  return new AtriumError(known ? body.code : 'internal', {
    message: body.message,
    ...(body.details ? { details: body.details } : {}),
    ...(body.retryAfterMs === undefined ? {} : { retryAfterMs: body.retryAfterMs }),
  });
}

/** No answer: it may be tried again, and whether it was carried out is unknown. */
export function noAnswer(cause?: unknown): AtriumError {
  return new AtriumError('retry_later', { message: 'no answer', cause });
}

export function toAtriumError(error: unknown): AtriumError {
  return error instanceof AtriumError ? error : noAnswer(error);
}

/** A server that is there but could not answer expects to be able to soon. */
const laterMsMax = 5_000;

/** How long to wait (milliseconds) before the same is asked again over a link that is open. */
export function retryAfterMs(error: AtriumError, attempt: number, random: number): number {
  if (error.retryAfterMs !== undefined) return error.retryAfterMs;
  return 100 + backoffMs(attempt, random, error.code === 'retry_later' ? { capMs: laterMsMax } : {});
}
