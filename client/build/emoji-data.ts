import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);
const files = ['en/data.json', 'en/messages.json'];

/** Serves the emoji picker's data from our own origin, at `/emoji/…`: by itself it would ask a CDN. */
export function emojiData(): Plugin {
  const read = (file: string) => readFileSync(require.resolve(`emojibase-data/${file}`), 'utf8');
  return {
    name: 'emoji-data',
    configureServer({ middlewares }) {
      middlewares.use('/emoji', (request, response, next) => {
        const file = files.find((name) => request.url?.startsWith(`/${name}`));
        if (!file) return next();
        response.setHeader('content-type', 'application/json');
        response.end(read(file));
      });
    },
    generateBundle() {
      for (const file of files)
        this.emitFile({ type: 'asset', fileName: `emoji/${file}`, source: read(file) });
    },
  };
}
