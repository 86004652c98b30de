/**
 * An import or export in a process of its own, so that the server stays as quick as it is. It attaches to the server's
 * database, and ends when the server does: what it was at goes on after the next start.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ImportProgress } from '@atrium/shared';
import type { Config } from '../config.ts';

/** What the process says of itself (cli/told.ts). */
export interface Told {
  archiveId?: string;
  progress?: ImportProgress;
  written?: { messages: number };
  problem?: string;
}

export interface Child {
  stop(): void;
  /** Whether it came to its end by itself, and well. */
  ended: Promise<boolean>;
}

/** `server/src/transfers` or, bundled, `server/dist`. */
const scripts = import.meta.url.endsWith('/src/transfers/child.ts') ? '../../dist/' : './';

export function startChild(
  command: 'import' | 'export',
  args: readonly string[],
  config: Pick<Config, 'DATA_DIR' | 'MONGO_URL'>,
  onTold: (told: Told) => void,
): Child {
  const script = fileURLToPath(new URL(`${scripts}${command}.js`, import.meta.url));
  const child: ChildProcess = fork(script, [...args], {
    env: environment(config),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  child.on('message', (message) => onTold(message as Told));
  const ended = new Promise<boolean>((resolve) => {
    child.once('exit', (code) => resolve(code === 0));
    child.once('error', () => resolve(false));
  });
  return { stop: () => void child.kill('SIGTERM'), ended };
}

/** What finds the same database, and nothing else of what this server knows. */
function environment({ DATA_DIR, MONGO_URL }: Pick<Config, 'DATA_DIR' | 'MONGO_URL'>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    ...(PATH !== undefined && { PATH }),
    ...(HOME !== undefined && { HOME }),
    ...(TMPDIR !== undefined && { TMPDIR }),
    DATA_DIR,
    ...(MONGO_URL !== undefined && { MONGO_URL }),
  };
}
