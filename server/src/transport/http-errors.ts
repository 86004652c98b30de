import { AtriumError } from '@atrium/shared';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Log } from '../log.ts';

export const notFound: RequestHandler = () => {
  throw new AtriumError('not_found');
};

/** Where every error of an HTTP request ends. Of an unforeseen one the caller learns the id to quote, no more. */
export function answerError(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const { requestId = '' } = response.locals;
    const known = toAtriumError(error);
    if (known.code === 'internal') log.error({ err: error, requestId }, 'request failed unexpectedly');
    // Half an answer is out: cutting the connection is the only way left to say that it failed.
    if (response.headersSent) return next(error);
    if (known.retryAfterMs !== undefined)
      response.set('retry-after', String(Math.ceil(known.retryAfterMs / 1000)));
    response.status(known.status).json({ error: known.toBody(requestId) });
  };
}

/** Express and its parsers put a status on what is the caller's fault: a broken path, a body too large. */
function toAtriumError(error: unknown): AtriumError {
  if (error instanceof AtriumError) return error;
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status === 404) return new AtriumError('not_found');
  if (status === 413) return new AtriumError('too_large');
  if (status >= 400 && status < 500) return new AtriumError('invalid_input');
  return new AtriumError('internal', { cause: error });
}
