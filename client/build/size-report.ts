import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What the browser must fetch before the first view, in bytes of gzip. */
const firstViewMax = 240 * 1024;

/** Prints the size of each script and of the first view (the entry and what it imports), and fails above the limit. */
export function sizeReport(): Plugin {
  return {
    name: 'size-report',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const sizes = new Map(chunks.map((chunk) => [chunk.fileName, gzipSync(chunk.code).length]));
      const first = new Set<string>();
      const visit = (name: string) => {
        if (first.has(name)) return;
        first.add(name);
        chunks.find((chunk) => chunk.fileName === name)?.imports.forEach(visit);
      };
      for (const chunk of chunks) if (chunk.isEntry) visit(chunk.fileName);
      const total = [...first].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
      const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1).padStart(7)} KB`;
      for (const [name, size] of [...sizes].sort(([, a], [, b]) => b - a).slice(0, 16)) {
        console.log(`${kilobytes(size)}  ${first.has(name) ? '•' : ' '} ${name}`);
      }
      console.log(`${kilobytes(total)}  first view, gzip (limit ${firstViewMax / 1024} KB)`);
      if (total > firstViewMax) this.error('The first view is larger than its limit.');
    },
  };
}
