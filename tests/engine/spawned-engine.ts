import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const program = new URL('engine-process.ts', import.meta.url).pathname;

export interface SpawnedEngine {
  url: string;
  pid: number;
  /** Resident memory of the process, in bytes. */
  memory: () => Promise<number>;
  exited: () => boolean;
  kill: () => Promise<void>;
}

/**
 * The engine in a process of its own, on a loopback TCP port. `shellPrefix` runs before it in the same shell, to set
 * limits. Rejects with the engine's own words when it does not start.
 */
export async function spawnEngine(dataDir: string, shellPrefix = ''): Promise<SpawnedEngine> {
  const args = ['--import', 'tsx', program, dataDir, '0'];
  const child: ChildProcess = shellPrefix
    ? spawn('/bin/sh', ['-c', `${shellPrefix} exec "$0" "$@"`, process.execPath, ...args])
    : spawn(process.execPath, args);
  const { stdout, stdin, stderr } = child;
  if (!stdout || !stdin || !stderr || child.pid === undefined) throw new Error('No pipes to the engine');
  let complaint = '';
  stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const gone = once(child, 'exit');
  const answers = createInterface({ input: stdout });
  const answer = async (): Promise<Record<string, unknown>> => {
    const line = await Promise.race([once(answers, 'line'), gone]);
    if (typeof line[0] !== 'string') throw new Error(`The engine ended: ${complaint}`);
    return JSON.parse(line[0]) as Record<string, unknown>;
  };
  const { url, error } = await answer();
  if (typeof url !== 'string') throw new Error(String(error));
  return {
    url,
    pid: child.pid,
    memory: async () => {
      stdin.write('\n');
      return Number((await answer())['rss']);
    },
    exited: () => child.exitCode !== null || child.signalCode !== null,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
