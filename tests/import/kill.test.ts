/** `npm run import`, killed at random moments and started again, ends where an undisturbed one does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure.mjs';
import { Random } from '../random.ts';
import { makeExport, writeZip } from './slack-export.ts';
import { hashOf, openWorkspace, temporaryFolder } from './workspace.ts';

/** IMPORT_KILLS=20 for a long run. */
const kills = Number(process.env['IMPORT_KILLS'] ?? 3);
const seed = Number(process.env['IMPORT_SEED'] ?? Date.now() % 1_000_000);
const limitMs = 120_000 + kills * 30_000;

beforeAll(() => ensureBuilt(['server']), 120_000);

test(
  `an import that was killed ${kills} times ends like an undisturbed one (seed ${seed})`,
  async () => {
    const random = new Random(seed);
    const archive = writeZip(
      join(temporaryFolder(), 'a.zip'),
      makeExport({ seed: 5, messagesPerChannel: 1_000 }),
    );
    const undisturbed = temporaryFolder();
    let tookMs = await timed(() => run(undisturbed, archive));
    const expected = await hashOfFolder(undisturbed);
    let disturbed = temporaryFolder();
    for (let killed = 0; killed < kills;) {
      const child = start(disturbed, archive);
      const ended = once(child, 'exit');
      const waitedMs = await timed(() => Promise.race([ended, sleep(tookMs * (0.1 + 0.8 * random.next()))]));
      if (child.exitCode === null) {
        killed += 1;
        child.kill('SIGKILL');
        await ended;
      } else {
        // It was quicker than the first one: the next ones are killed sooner, in a folder of their own.
        tookMs = Math.min(tookMs, waitedMs) * 0.8;
        expect(await hashOfFolder(disturbed)).toBe(expected);
        disturbed = temporaryFolder();
      }
    }
    expect(await run(disturbed, archive)).toBe(0);
    expect(await hashOfFolder(disturbed)).toBe(expected);
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

async function timed(step: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await step();
  return performance.now() - began;
}

async function hashOfFolder(folder: string): Promise<string> {
  const workspace = await openWorkspace(folder);
  const hash = await hashOf(workspace.db);
  await workspace.close();
  return hash;
}
