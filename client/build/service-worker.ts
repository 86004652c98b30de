import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import type { Plugin } from 'vite';

const root = join(import.meta.dirname, '..');
/** Of the fonts only what most text needs; the others, and what the emoji picker loads, come when they are wanted. */
const wanted = /\.(js|css)$|inter-latin-wght[^/]*\.woff2$/;

/** Writes `/sw.js`, which keeps this build's page and code: see worker/worker.ts. */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const built = Object.values(bundle).filter(({ fileName }) => wanted.test(fileName));
        const entry = built.find((file) => file.type === 'chunk' && file.isEntry)?.fileName;
        if (entry === undefined) this.error('The build has no entry.');
        const still = readdirSync(join(root, 'public'));
        const hash = createHash('sha256').update(readFileSync(join(root, 'index.html')));
        // Names of built files carry a hash of what is in them.
        for (const name of built.map(({ fileName }) => fileName).sort()) hash.update(name);
        for (const name of still.sort()) hash.update(name).update(readFileSync(join(root, 'public', name)));
        const source = readFileSync(join(root, 'worker', 'worker.ts'), 'utf8');
        const files = [...built.map(({ fileName }) => fileName), ...still].map((name) => `/${name}`);
        const id = hash.update(source).digest('hex').slice(0, 16);
        const { code } = await transform(source, {
          loader: 'ts',
          minify: true,
          define: { BUILD: JSON.stringify({ id, entry: `/${entry}`, files }) },
        });
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: code });
      },
    },
  };
}
