/**
 * Faults that a test cannot bring about from outside: to die between a commit and its publication, to have a clock that
 * is wrong. `ATRIUM_FAILPOINT` names them, such as `clock=3600000,crash_after_commit`. It counts with NODE_ENV=test alone;
 * anywhere else a server that finds it set does not start.
 */
import { ConfigError } from '../config.ts';

let isArmed = false;
let moveStep: string | null = null;

/**
 * What is asked for in `env`. `crash_after_commit` waits for SIGUSR2: the next commit after it is the last.
 * `crash_in_move=root` ends the process when it has taken that step of moving a thread.
 * @throws {ConfigError} outside of tests, and for a name that there is not
 */
export function readFailpoints(env: Readonly<Record<string, string | undefined>>): { clockOffsetMs: number } {
  const named = env['ATRIUM_FAILPOINT'];
  if (!named) return { clockOffsetMs: 0 };
  if (env['NODE_ENV'] !== 'test') throw new ConfigError('ATRIUM_FAILPOINT is for tests only; unset it.');
  let clockOffsetMs = 0;
  for (const failpoint of named.split(',')) {
    const [name, value] = failpoint.split('=');
    if (name === 'clock' && Number.isInteger(Number(value))) clockOffsetMs = Number(value);
    else if (name === 'crash_after_commit') process.on('SIGUSR2', () => (isArmed = true));
    else if (name === 'crash_in_move' && value !== undefined) moveStep = value;
    else throw new ConfigError(`ATRIUM_FAILPOINT names ${failpoint}, which there is not.`);
  }
  return { clockOffsetMs };
}

/** To be called when entries are durable and nobody has been told. */
export function afterCommit(): void {
  if (isArmed) process.kill(process.pid, 'SIGKILL');
}

/** To be called when a step of moving a thread is durable and the next one has not begun. */
export function afterMoveStep(step: 'fenced' | 'root' | 'replies' | 'carried' | 'arrived' | 'emptied'): void {
  if (moveStep === step) process.kill(process.pid, 'SIGKILL');
}
