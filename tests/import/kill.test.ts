/** `npm run import`, killed at random moments and started again, ends where an undisturbed one does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure.mjs';
import { makeExport, randomFrom, writeZip } from './slack-export.ts';
import { hashOf, openWorkspace, temporaryFolder } from './workspace.ts';

/** IMPORT_KILLS=20 for a long run. */
const kills = Number(process.env['IMPORT_KILLS'] ?? 3);
const seed = Number(process.env['IMPORT_SEED'] ?? Date.now() % 1_000_000);
const limitMs = 120_000 + kills * 30_000;

beforeAll(() => ensureBuilt(['server']), 120_000);

test(
  `an import that was killed ${kills} times ends like an undisturbed one (seed ${seed})`,
  async () => {
    const random = randomFrom(seed);
    const archive = writeZip(
      join(temporaryFolder(), 'a.zip'),
      makeExport({ seed: 5, messagesPerChannel: 1_000 }),
    );
    const undisturbed = temporaryFolder();
    const began = performance.now();
    expect(await run(undisturbed, archive)).toBe(0);
    const tookMs = performance.now() - began;
    const disturbed = temporaryFolder();
    let killed = 0;
    for (let n = 0; n < kills; n += 1) {
      const child = start(disturbed, archive);
      const ended = once(child, 'exit');
      // Each later one in what is left: the first ones are at work in the beginning, the last ones near the end.
      await Promise.race([ended, sleep(tookMs * (0.15 + 0.8 * random()))]);
      if (child.exitCode === null) killed += 1;
      child.kill('SIGKILL');
      await ended;
    }
    expect(killed).toBeGreaterThan(0);
    expect(await run(disturbed, archive)).toBe(0);
    expect(await hashOfFolder(disturbed)).toBe(await hashOfFolder(undisturbed));
  },
  limitMs,
);

function start(folder: string, archive: string): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const script = join(import.meta.dirname, '../../server/dist/import.js');
  return spawn(process.execPath, [script, archive], {
    env: { PATH, HOME, DATA_DIR: folder },
    stdio: 'ignore',
  });
}

async function run(folder: string, archive: string): Promise<number> {
  const [code] = (await once(start(folder, archive), 'exit')) as [number];
  return code;
}

async function hashOfFolder(folder: string): Promise<string> {
  const workspace = await openWorkspace(folder);
  const hash = await hashOf(workspace.db);
  await workspace.close();
  return hash;
}
