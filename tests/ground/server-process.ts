import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const root = join(import.meta.dirname, '..', '..');

export type ServerProcess = {
  child: ChildProcess;
  /** All that it has printed so far. */
  output(): string;
  /** Resolves with the address once it listens; rejects when it ends before. */
  url: Promise<string>;
  /** Resolves with its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
};

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atrium-ground-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts Atrium as a process of its own, which does not outlive the test. Settings of this machine do not count. */
export function startProcess(
  settings: Record<string, string>,
  script = 'server/dist/main.js',
  shell: string[] = [],
): ServerProcess {
  const { PATH = '', HOME = '' } = process.env;
  const [program = process.execPath, ...args] = shell;
  const node = shell.length > 0 ? [process.execPath] : [];
  const child = spawn(program, [...args, ...node, join(root, script)], {
    cwd: root,
    env: { PATH, HOME, PORT: '0', LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  const url = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const [, address] = /Atrium is at (\S+)\n/.exec(output) ?? [];
        if (address !== undefined) resolve(address);
      });
    }
    void ended.then((code) => reject(new Error(`ended with ${code} before it listened:\n${output}`)));
  });
  // Whoever waits for it sees the rejection; a test of a failing start does not wait for it.
  url.catch(() => undefined);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, output: () => output, url, ended };
}
