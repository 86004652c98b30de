import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { notices } from '../../scripts/notices.mjs';
import { resolvePackage } from '../../scripts/lock-file.mjs';
import { root } from './server-process.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

test('the third-party notices are those of the lock file', () => {
  expect(read('THIRD_PARTY_NOTICES.md') === notices(), 'run `npm run notices`').toBe(true);
  expect(notices()).not.toContain('not stated');
});

test('a package is looked for where Node looks for it', () => {
  const packages = { 'node_modules/a': {}, 'node_modules/b/node_modules/a': {}, 'server/node_modules/c': {} };
  expect(resolvePackage(packages, 'node_modules/b', 'a')).toBe('node_modules/b/node_modules/a');
  expect(resolvePackage(packages, 'node_modules/b/node_modules/d', 'a')).toBe(
    'node_modules/b/node_modules/a',
  );
  expect(resolvePackage(packages, 'server', 'a')).toBe('node_modules/a');
  expect(resolvePackage(packages, 'server', 'c')).toBe('server/node_modules/c');
  expect(resolvePackage(packages, 'client', 'c')).toBeUndefined();
});

test.each(['README.md', 'docs/operations.md', 'docs/contributing.md', 'docs/architecture.md'])(
  'every file that %s links to is there, and every command is one',
  (page) => {
    const text = read(page);
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link = '']) => link);
    for (const link of links)
      expect(existsSync(join(root, dirname(page), link)), `${page} → ${link}`).toBe(true);
    for (const [, command = ''] of text.matchAll(/npm run ([\w:-]+)/g))
      expect(Object.keys(scripts)).toContain(command);
  },
);

test('a script of package.json runs a file that is there', () => {
  const files = Object.values(scripts).flatMap((command) => command.match(/\bscripts\/[\w./-]+/g) ?? []);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
});
