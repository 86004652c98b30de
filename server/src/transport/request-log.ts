import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Log } from '../log.ts';

declare module 'express-serve-static-core' {
  interface Locals {
    /** Made here, never taken from the caller: it stands in logs and in the errors that people quote. */
    requestId?: string;
  }
}

/** One line for each request when it is over: API calls at info, pages and assets at debug. */
export function requestLog(log: Log): RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    const requestId = randomUUID();
    response.locals.requestId = requestId;
    response.set('x-request-id', requestId);
    response.once('close', () => {
      const level =
        response.statusCode >= 500 ? 'error' : request.path.startsWith('/api/') ? 'info' : 'debug';
      const line = {
        requestId,
        method: request.method,
        route: loggedRoute(request.path),
        status: response.statusCode,
        ms: Math.round(performance.now() - began),
        aborted: response.writableFinished ? undefined : true,
      };
      log[level](line, 'request');
    });
    next();
  };
}

/** Neither query nor rest of a path: an invitation or reset link carries its token there. */
function loggedRoute(path: string): string {
  const parts = path.split('/');
  return parts[1] === 'api' ? parts.slice(0, 4).join('/') : `/${parts[1] ?? ''}`;
}
