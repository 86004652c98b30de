import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startEmbeddedEngine } from '../index.ts';
import { Environment } from './environment.ts';
import { requireWholeStore } from './store-file.ts';

const root = mkdtempSync(path.join(tmpdir(), 'atrium-store-file-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const key = (n: number) => Buffer.from(`k${n}`);

/** A store that was closed, and its file's bytes. */
async function closedStore(name: string) {
  const folder = path.join(root, name);
  mkdirSync(folder);
  const env = new Environment(folder);
  for (let round = 0; round < 5; round++) {
    await env.write(() => {
      for (let n = 0; n < 500; n++) env.records.put(key(n), Buffer.alloc(300, round));
    });
  }
  await env.close();
  const file = path.join(folder, 'data.mdb');
  return { folder, file, bytes: readFileSync(file) };
}

test('a new folder, a store that was closed, and a copy of one without a log are opened', async () => {
  const { folder, file } = await closedStore('whole');
  expect(() => requireWholeStore(path.join(root, 'new'))).not.toThrow();
  expect(() => requireWholeStore(folder)).not.toThrow();
  rmSync(path.join(folder, 'log'));
  expect(() => requireWholeStore(folder)).not.toThrow();
  rmSync(file);
  expect(() => requireWholeStore(folder)).not.toThrow();
});

test('a store whose file is gone or empty is not begun anew', async () => {
  const { folder, file } = await closedStore('gone');
  writeFileSync(file, '');
  expect(() => requireWholeStore(folder)).toThrow(`${file} is missing or empty`);
  rmSync(file);
  expect(() => requireWholeStore(folder)).toThrow(`${file} is missing or empty`);
});

test.each([
  ['shorter than a page', (bytes: Buffer) => bytes.subarray(0, 100), 'does not begin as one of its kind'],
  ['without its first page', (bytes: Buffer) => bytes.fill(0, 0, 4096), 'does not begin as one of its kind'],
  [
    'without its second page',
    (bytes: Buffer) => bytes.fill(0, 4096, 8192),
    'does not begin as one of its kind',
  ],
  ['another file', () => Buffer.alloc(100_000, 'x'), 'does not begin as one of its kind'],
  ['cut to its two first pages', (bytes: Buffer) => bytes.subarray(0, 8192), 'was cut short'],
])('a store whose file is %s is refused before lmdb dies of it', async (what, damage, words) => {
  const { folder, file, bytes } = await closedStore(what);
  writeFileSync(file, damage(bytes));
  expect(() => requireWholeStore(folder)).toThrow(words);
});

test('the engine does not start on it, and gives its folder back', async () => {
  const dataDir = path.join(root, 'engine');
  const engine = await startEmbeddedEngine({ dataDir });
  await engine.close();
  const file = path.join(dataDir, 'embedded', 'data.mdb');
  const bytes = readFileSync(file);
  writeFileSync(file, '');
  await expect(startEmbeddedEngine({ dataDir })).rejects.toThrow(`${file} is missing or empty`);
  writeFileSync(file, bytes);
  await (await startEmbeddedEngine({ dataDir })).close();
});
