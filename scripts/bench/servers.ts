/** The two servers that are compared, each a fresh process on the server's core. */
import type { ChildProcess } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { cores, cpuSeconds, ownBytes, residentBytes, startPinned, stop } from './processes.ts';
import type { Seeded } from './seed.ts';
import { temporaryFolder } from './temporary.ts';

/** In bytes. */
export interface Memory {
  resident: number;
  /** Without the pages of files that are mapped, which the system may take back at any time. */
  own: number;
  /** In V8's heaps, the embedded engine's thread included. */
  heap: number;
}

export interface Server {
  port: number;
  pid: number;
  /** CPU seconds so far, worker threads (the embedded engine) included. */
  cpu(): number;
  /** Its memory once garbage was collected. */
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

const gcHook = fileURLToPath(new URL('./gc-hook.mjs', import.meta.url));
const gcArgs = ['--expose-gc', '--import', gcHook];

export async function startBare({ profile }: { profile?: string } = {}): Promise<Server> {
  const child = startPinned({
    core: cores.server,
    nodeArgs: [...gcArgs, ...profileArgs(profile)],
    file: fileURLToPath(new URL('./bare-server.mjs', import.meta.url)),
  });
  return serverOf(child, await toldPort(child), async () => undefined);
}

/** Bare Socket.IO that writes to the embedded engine first. */
export async function startStoring(): Promise<Server> {
  const child = startPinned({
    core: cores.server,
    nodeArgs: ['--import', 'tsx'],
    file: fileURLToPath(new URL('./storing-server.ts', import.meta.url)),
  });
  const server = serverOf(child, await toldPort(child), async () => undefined);
  return { ...server, stop: () => stop(child, 'SIGTERM') };
}

function toldPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve(message.port));
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

export interface AtriumOptions {
  seeded: Seeded;
  /** Run on the seeded folder itself and not on a copy of it. */
  inPlace?: boolean;
  core?: string;
  env?: Record<string, string>;
  /** A folder for a CPU profile, written when it stops. */
  profile?: string;
}

const built = fileURLToPath(new URL('../../server/dist/main.js', import.meta.url));

export async function startAtrium({
  seeded,
  inPlace = false,
  core = cores.server,
  env = {},
  profile,
}: AtriumOptions): Promise<Server> {
  const dataDir = inPlace ? seeded.dataDir : await temporaryFolder('run');
  if (!inPlace) await cp(seeded.dataDir, dataDir, { recursive: true });
  const child = startPinned({
    core,
    nodeArgs: [...gcArgs, ...profileArgs(profile)],
    file: built,
    env: {
      DATA_DIR: dataDir,
      PORT: '0',
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
      ...env,
    },
  });
  const port = await listeningPort(child);
  return serverOf(child, port, async () => {
    if (!inPlace) await rm(dataDir, { recursive: true, force: true });
  });
}

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      const port = /http:\/\/[\d.]+:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
}

function serverOf(child: ChildProcess, port: number, cleanUp: () => Promise<void>): Server {
  const pid = child.pid ?? 0;
  return {
    port,
    pid,
    cpu: () => cpuSeconds(pid),
    memory: async () => {
      const heap = await new Promise<number>((resolve) => {
        child.once('message', (collected: { heap: number }) => resolve(collected.heap));
        child.send('gc');
      });
      return { resident: residentBytes(pid), own: ownBytes(pid), heap };
    },
    stop: async () => {
      // A profile is written at a proper end; else nothing is waited for.
      await stop(child, child.spawnargs.some((arg) => arg.startsWith('--cpu-prof')) ? 'SIGTERM' : 'SIGKILL');
      await cleanUp();
    },
  };
}

function profileArgs(folder: string | undefined): string[] {
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}
