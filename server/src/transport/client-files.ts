import { join } from 'node:path';
import express, { Router } from 'express';

/** What other parts answer for, and what looks like a file: where these are unknown they are not the page. */
const notAPage = /^\/(api|socket\.io|assets|files)(\/|$)|\.[^/]*$/;

/** The built client: hashed assets for ever, the page fresh at every visit and for every route of the client. */
export function clientFiles(folder: string): Router {
  const router = Router();
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false }),
  );
  router.use(
    express.static(folder, {
      index: false,
      setHeaders: (response) => void response.set('cache-control', 'no-cache'),
    }),
  );
  router.get('/{*splat}', (request, response, next) => {
    if (notAPage.test(request.path) || !request.accepts('html')) return next();
    response.set('cache-control', 'no-cache').sendFile('index.html', { root: folder }, (error) => {
      if (error !== undefined && error !== null) next(error);
    });
  });
  return router;
}
