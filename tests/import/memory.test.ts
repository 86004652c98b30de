/** A large archive is read bit by bit: what the importing process takes for itself stays under 512 MB. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure.mjs';
import { temporaryFolder } from './workspace.ts';
import { type ZipEntry, zipFile } from './zip-file.ts';

const days = 10;
const messagesPerDay = 4_000;
/** One record of this size, too: it must not be kept beside the others. */
const longText = 'tide '.repeat(6_000);

beforeAll(() => ensureBuilt(['server']), 120_000);

test('memory does not follow the size of the archive', { timeout: 240_000 }, async () => {
  const path = join(temporaryFolder(), 'large.zip');
  writeFileSync(path, zipFile([...lists(), ...Array.from({ length: days }, (_, day) => dayFile(day))]));
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../server/dist/import.js'), path], {
    env: { PATH: process.env['PATH'], DATA_DIR: temporaryFolder() },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  expect(await once(child, 'close')).toEqual([0, null]);
  const [, messages, megabytes] = /Imported (\d+) messages .* (\d+) MB of memory/.exec(output) ?? [];
  expect(Number(messages)).toBe(days * messagesPerDay);
  expect(Number(megabytes)).toBeGreaterThan(0);
  expect(Number(megabytes)).toBeLessThan(512);
});

function lists(): ZipEntry[] {
  const users = Array.from({ length: 50 }, (_, index) => ({
    ...{ id: `U${index}`, name: `p${index}`, profile: { email: `p${index}@tidemark.example` } },
  }));
  const members = users.map(({ id }) => id);
  const channels = [{ id: 'C1', name: 'harbour', created: 1_500_000_000, creator: 'U0', members }];
  return [
    { name: 'users.json', content: JSON.stringify(users) },
    { name: 'channels.json', content: JSON.stringify(channels) },
  ];
}

function dayFile(day: number): ZipEntry {
  const records = Array.from({ length: messagesPerDay }, (_, index) => ({
    ...{ type: 'message', user: `U${index % 50}`, ts: `${1_600_000_000 + day * 86_400 + index}.000000` },
    // Numbers of their own, or it would shrink like something that was made to do harm.
    text:
      index % 100 === 0
        ? `${longText}${day}-${index}`
        : `${(day * 7919 + index * 104_729).toString(36)} at the pier`,
  }));
  const date = new Date((1_600_000_000 + day * 86_400) * 1_000).toISOString().slice(0, 10);
  return { name: `harbour/${date}.json`, content: JSON.stringify(records) };
}
