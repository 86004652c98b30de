import { type Response, Router } from 'express';
import { docsCss } from './api-docs-css.ts';
import { describeApi, openApiDocument } from './api-docs-openapi.ts';
import { docsPage } from './api-docs-page.ts';

interface Answer {
  type: string;
  body: string;
}

/** `/api` for people, `/api/openapi.json` for programs. Made at the first request, the same for everybody. */
export function apiDocs({ version }: { version: string }): Router {
  let made: Record<'page' | 'document', Answer> | undefined;
  const make = () => {
    const docs = describeApi();
    return {
      page: { type: 'text/html; charset=utf-8', body: docsPage(docs, version) },
      document: { type: 'application/json', body: JSON.stringify(openApiDocument(docs, version)) },
    };
  };
  const send = (response: Response, { type, body }: Answer) => {
    response.set({ 'content-type': type, 'cache-control': 'no-cache' }).send(body);
  };

  const router = Router({ caseSensitive: true });
  router.get('/api', (_request, response) => send(response, (made ??= make()).page));
  router.get('/api/openapi.json', (_request, response) => send(response, (made ??= make()).document));
  router.get('/api/docs.css', (_request, response) =>
    send(response, { type: 'text/css; charset=utf-8', body: docsCss }),
  );
  return router;
}
