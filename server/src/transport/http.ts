/**
 * `POST /api/<command>`: the HTTP side of the one door. It knows bytes, headers and cookies, and nothing of commands; and
 * it is where another site's page is kept from acting as its visitor (cross-site request forgery; Zulip CVE-2021-3967).
 */
import { AtriumError, limits, type Reply } from '@atrium/shared';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Config } from '../config.ts';
import type { Authenticate, Caller, Credentials } from '../core/caller.ts';
import type { RequestFacts } from '../core/command.ts';
import { judgeOrigin } from './socket/origin.ts';

/** A command as it came in: parsed JSON, not yet looked at. */
export interface HttpCommand {
  name: string;
  input: unknown;
  caller: Caller | null;
  request: RequestFacts;
  requestId: string;
}

export interface HttpDoorOptions {
  config: Pick<Config, 'PUBLIC_URL'>;
  authenticate: Authenticate;
  /** Runs a command. Never rejects. */
  run: (command: HttpCommand) => Promise<Reply<unknown>>;
}

/** A header that a page of another origin cannot set without asking first, and nobody answers such a question here. */
export const proofHeader = 'x-atrium';

/** @see {@link HttpCommand} */
export function httpDoor({ config, authenticate, run }: HttpDoorOptions): Router {
  const router = Router({ caseSensitive: true });
  const body = express.json({ limit: limits.httpBodyBytesMax, type: 'application/json', inflate: false });

  router.post(
    '/api/:command',
    privately,
    requireJson,
    requireOwnPage(config),
    body,
    async (request, response) => {
      const credentials = credentialsOf(request);
      const { requestId = '' } = response.locals;
      const reply = await run({
        name: String(request.params['command']),
        input: request.body,
        caller: await authenticate(credentials),
        request: { ...credentials, setCookie: (cookie) => void response.append('set-cookie', cookie) },
        requestId,
      });
      answer(response, reply);
    },
  );
  // Express would answer by itself; to the question whether another site's page may ask, there is no answer.
  router.options('/api/:command', () => {
    throw new AtriumError('not_found');
  });
  return router;
}

/** Answers are for the one who asked: nothing in between may keep them. */
export const privately: RequestHandler = (_request, response, next) => {
  response.set('cache-control', 'no-store');
  next();
};

/** A form of another site can send text and fields, but no JSON. */
const requireJson: RequestHandler = (request, _response, next) => {
  if (request.is('application/json') === 'application/json') return next();
  throw new AtriumError('invalid_input', { message: 'the body must be application/json' });
};

export function requireOwnPage(config: Pick<Config, 'PUBLIC_URL'>): RequestHandler {
  return (request, _response, next) => {
    // A token is sent by the program that holds it, never by a browser on its own.
    if (bearerOf(request) === undefined && !isOwnPage(request, config))
      throw new AtriumError('origin_refused');
    next();
  };
}

/** A cookie counts only with the Origin of our page; who comes without either signs in, and must not come from a foreign one. */
function isOwnPage(request: Request, config: Pick<Config, 'PUBLIC_URL'>): boolean {
  if (request.get(proofHeader) === undefined) return false;
  const site = request.get('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = judgeOrigin(request, config);
  return origin === 'ours' || (origin === 'none' && request.headers.cookie === undefined);
}

export function credentialsOf(request: Request): Credentials {
  const bearer = bearerOf(request);
  return {
    bearer,
    cookie: bearer === undefined ? request.headers.cookie : undefined,
    address: (request.ip ?? '').replace(/^::ffff:/, ''),
    userAgent: (request.get('user-agent') ?? '').slice(0, 300),
  };
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer +(\S.*)$/i.exec(request.get('authorization') ?? '')?.[1];
}

function answer(response: Response, reply: Reply<unknown>): void {
  // Not `json()`, which would hash each answer for an ETag that nobody may keep.
  response.type('json');
  if (reply.ok) {
    response.end(JSON.stringify(reply.result));
    return;
  }
  const { error } = reply;
  if (error.retryAfterMs !== undefined)
    response.set('retry-after', String(Math.ceil(error.retryAfterMs / 1000)));
  response.status(new AtriumError(error.code).status).end(JSON.stringify({ error }));
}
