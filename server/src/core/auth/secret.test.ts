import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSecret, seal, toSecret, unseal } from './secret.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atrium-secret-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const load = (DATA_DIR = folder, SESSION_SECRET?: string) =>
  loadSecret(SESSION_SECRET === undefined ? { DATA_DIR } : { DATA_DIR, SESSION_SECRET });
const keyOf = async (...given: Parameters<typeof load>) =>
  (await load(...given)).keyFor('test').toString('hex');

test('made once, for its owner only, and the same ever after', async () => {
  const data = join(folder, 'new', 'data');
  const first = await keyOf(data);
  expect(await keyOf(data)).toBe(first);
  expect((await stat(join(data, 'secret'))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(data, 'secret'), 'utf8')).toMatch(/^[\w-]{64}\n$/);
  expect(await keyOf(join(folder, 'other'))).not.toBe(first);
});

test('of many that start at once, all take the same', async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, () => keyOf()));
  expect(new Set(keys).size).toBe(1);
});

test('SESSION_SECRET beats the folder, and a damaged file stops the start', async () => {
  const key = await keyOf(folder, 's'.repeat(32));
  expect(await keyOf(join(folder, 'elsewhere'), 's'.repeat(32))).toBe(key);
  await writeFile(join(folder, 'secret'), 'short\n');
  await expect(load()).rejects.toThrow('damaged');
});

test('keys of two purposes differ; what is sealed opens with its own key alone, and unchanged', () => {
  const secret = toSecret('s'.repeat(32));
  const [key, other] = [secret.keyFor('one'), secret.keyFor('two')];
  expect(key.equals(other)).toBe(false);
  const sealed = seal(key, 'a token');
  expect(sealed).not.toBe(seal(key, 'a token'));
  expect(unseal(key, sealed)).toBe('a token');
  expect(unseal(other, sealed)).toBeNull();
  const bytes = Buffer.from(sealed, 'base64url');
  // The bytes, not the text: the last character holds bits that belong to none.
  const changed = Array.from(bytes, (byte, at) => {
    const copy = Buffer.from(bytes);
    copy[at] = byte ^ 1;
    return copy.toString('base64url');
  });
  for (const wrong of ['', 'A', sealed.slice(0, 20), ...changed]) expect(unseal(key, wrong)).toBeNull();
});
