import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const skipped = /(^|\/)(node_modules|dist|coverage)$/;

export type Source = {
  /** From the root, with forward slashes: `server/src/app.ts`. */
  path: string;
  text: string;
  lines: number;
  /** Files of ours that it imports, in the same form; other packages by their name. */
  imports: string[];
};

export function readSources(...folders: string[]): Source[] {
  return folders
    .flatMap(list)
    .filter((path) => /\.(ts|tsx|mjs|css)$/.test(path))
    .map(readSource);
}

function list(folder: string): string[] {
  if (skipped.test(folder)) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? list(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, lines: text.trimEnd().split('\n').length, imports: importsOf(path, text) };
}

/** Static, re-exporting and dynamic imports with a literal name. */
export function importsOf(path: string, text: string): string[] {
  const specifiers = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)(['"])([^'"\n]+)\1/gm);
  return [...specifiers].map(([, , specifier = '']) =>
    specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier,
  );
}
