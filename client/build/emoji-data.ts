import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);

const read = (file: string) => readFileSync(require.resolve(`emojibase-data/${file}`), 'utf8');

interface Emoji {
  unicode: string;
  hexcode: string;
  label: string;
  tags?: string[];
}

/** What the type-ahead needs to find an emoji, a fifth of the picker's data: see features/composer/emoji-search.ts. */
function searchRows(): string {
  const names = JSON.parse(read('en/shortcodes/github.json')) as Record<string, string | string[]>;
  const rows = (JSON.parse(read('en/compact.json')) as Emoji[]).flatMap(
    ({ unicode, hexcode, label, tags }) => {
      const own = [names[hexcode] ?? []].flat();
      return own.length === 0 ? [] : [[unicode, own, ` ${[label, ...(tags ?? [])].join(' ').toLowerCase()}`]];
    },
  );
  return JSON.stringify(rows);
}

const files: Record<string, () => string> = {
  'en/data.json': () => read('en/data.json'),
  'en/messages.json': () => read('en/messages.json'),
  'search.json': searchRows,
};

/** Serves the emoji picker's data from our own origin, at `/emoji/…`: by itself it would ask a CDN. */
export function emojiData(): Plugin {
  return {
    name: 'emoji-data',
    configureServer({ middlewares }) {
      middlewares.use('/emoji', (request, response, next) => {
        const source = files[request.url?.slice(1).split('?')[0] ?? ''];
        if (!source) return next();
        response.setHeader('content-type', 'application/json');
        response.end(source());
      });
    },
    generateBundle() {
      for (const [file, source] of Object.entries(files)) {
        this.emitFile({ type: 'asset', fileName: `emoji/${file}`, source: source() });
      }
    },
  };
}
