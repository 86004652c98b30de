/**
 * The bytes of imports and exports, which are too large for a command. The same credentials and the same proof that a page
 * of ours asks as for commands; who may is asked by whoever keeps the bytes.
 */
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { AtriumError } from '@atrium/shared';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Config } from '../config.ts';
import type { Authenticate, Caller } from '../core/caller.ts';
import { credentialsOf, privately, requireOwnPage } from './http.ts';

interface Download {
  path: string;
  name: string;
  type: string;
}

export interface TransferContentOptions {
  config: Pick<Config, 'PUBLIC_URL'>;
  authenticate: Authenticate;
  content: {
    receive(caller: Caller | null, id: string, from: number, bytes: Readable): Promise<number>;
    findExport(caller: Caller | null, id: string): Promise<Download>;
    findReport(caller: Caller | null, id: string, file: string): Promise<Download>;
  };
}

/** @see {@link TransferContentOptions} */
export function transferContent({ config, authenticate, content }: TransferContentOptions): Router {
  const router = Router({ caseSensitive: true });
  const callerOf = (request: Request) => authenticate(credentialsOf(request));

  router.put(
    '/api/imports/:id/content',
    privately,
    requireBytes,
    requireOwnPage(config),
    async (request, response) => {
      const from = Number(/^\d{1,15}$/.exec(request.get('upload-offset') ?? '')?.[0] ?? Number.NaN);
      if (!Number.isSafeInteger(from)) throw new AtriumError('invalid_input');
      const received = await content.receive(
        await callerOf(request),
        String(request.params['id']),
        from,
        request,
      );
      response.json({ received });
    },
  );
  router.get('/api/exports/:id/content', privately, async (request, response) => {
    await send(response, await content.findExport(await callerOf(request), String(request.params['id'])));
  });
  router.get('/api/imports/:id/:file', privately, async (request, response) => {
    const { id, file } = request.params;
    await send(response, await content.findReport(await callerOf(request), String(id), String(file)));
  });
  return router;
}

/** A form of another site cannot send bytes of no known kind. */
const requireBytes: RequestHandler = (request, _response, next) => {
  if (request.is('application/octet-stream') === 'application/octet-stream') return next();
  throw new AtriumError('invalid_input', { message: 'the body must be application/octet-stream' });
};

/** As a file to be kept: a browser must not show in our origin what came from an archive. */
async function send(response: Response, { path, name, type }: Download): Promise<void> {
  response.set({ 'content-type': type, 'content-disposition': `attachment; filename="${name}"` });
  const closed = once(response, 'close');
  response.sendFile(path, { dotfiles: 'allow', cacheControl: false, etag: false }, (error) => {
    if (error && !response.headersSent) response.status(404).end();
  });
  await closed;
}
