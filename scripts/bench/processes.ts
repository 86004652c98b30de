/** Pinned child processes, and what they used: read from /proc, so that threads and native code count. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const ticksPerSecond = 100;

export const cores = { server: '0', generator: '1' };

export interface SpawnOptions {
  core: string;
  file: string;
  args?: string[];
  nodeArgs?: string[];
  env?: Record<string, string>;
}

/** Starts a node program on one core. What it says on standard error is shown. */
export function startPinned({ core, file, args = [], nodeArgs = [], env = {} }: SpawnOptions): ChildProcess {
  return spawn('taskset', ['-c', core, process.execPath, ...nodeArgs, file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
}

export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

/** CPU seconds of a process with all of its threads, since its start. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Bytes in memory that are the process's own or shared. */
export function residentBytes(pid: number): number {
  return statusBytes(pid, 'VmRSS');
}

/** Bytes in memory that are the process's own: not the pages of files that it maps. */
export function ownBytes(pid: number): number {
  return statusBytes(pid, 'RssAnon');
}

function statusBytes(pid: number, field: string): number {
  const line = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}

/** Busy seconds of one core, whoever used it. */
export function coreBusySeconds(core: string): number {
  const line = readFileSync('/proc/stat', 'utf8')
    .split('\n')
    .find((row) => row.startsWith(`cpu${core} `));
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (line ?? '')
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond;
}
