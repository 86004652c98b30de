import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient, MongoServerError } from 'mongodb';
import { ConfigError } from '../config.ts';
import type { Log } from '../log.ts';
import { freePort, isFree } from './ports.ts';

const setName = 'atrium';
const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;

export type Mongod = { url: string; port: number; failed: Promise<Error>; close(): Promise<void> };
export type MongodOptions = { binary: string; dataDir: string; port: number | undefined; log: Log };

/** Starts `mongod` on the loopback address as the only member of a replica set; it ends with `close`. */
export async function startMongod({ binary, dataDir, port: kept, log }: MongodOptions): Promise<Mongod> {
  const port = kept ?? (await freePort());
  const dbPath = join(dataDir, 'mongod');
  const logPath = join(dataDir, 'mongod.log');
  await mkdir(dbPath, { recursive: true });
  await takeFolder(dataDir);
  if (kept !== undefined) await endOrphan(kept, log);
  // In a process group of its own: Ctrl-C in the terminal is for the server, which ends it last.
  const child = spawn(binary, mongodArguments({ dbPath, logPath, port }), {
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? code}`));
  });
  const reason = await Promise.race([ended, becomePrimary(port).catch((error: Error) => error.message)]);
  if (reason !== undefined) {
    await stop(child);
    throw new ConfigError(
      `mongod (${binary}) did not start: ${reason}. ${await lastLine(logPath)}Its log is ${logPath}.`,
    );
  }
  const failed = ended.then((why) => new Error(`mongod is not running any more: ${why}`));
  const close = async () => {
    await stop(child);
    await rm(ownerFile(dataDir), { force: true });
  };
  return { url: `mongodb://127.0.0.1:${port}/?replicaSet=${setName}`, port, failed, close };
}

type MongodPlace = { dbPath: string; logPath: string; port: number };

export function mongodArguments({ dbPath, logPath, port }: MongodPlace): string[] {
  const options = {
    dbpath: dbPath,
    logpath: logPath,
    bind_ip: '127.0.0.1',
    port: String(port),
    replSet: setName,
    wiredTigerCacheSizeGB: '0.5',
  };
  const flags = process.platform === 'win32' ? ['--logappend'] : ['--logappend', '--nounixsocket'];
  return [...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]), ...flags];
}

/** Two servers on one folder would end each other's mongod. */
async function takeFolder(dataDir: string): Promise<void> {
  const owner = Number(await readFile(ownerFile(dataDir), 'utf8').catch(() => '0'));
  if (owner > 0 && owner !== process.pid && isAlive(owner)) {
    throw new ConfigError(`${dataDir} is in use by another Atrium, process ${owner}.`);
  }
  await writeFile(ownerFile(dataDir), String(process.pid));
}

function ownerFile(dataDir: string): string {
  return join(dataDir, 'mongod.owner');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, but belongs to another account.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A server of ours that was killed leaves its mongod behind, on the port that the folder keeps. */
async function endOrphan(port: number, log: Log): Promise<void> {
  if (await isFree(port)) return;
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 2_000,
  });
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    if (hello['setName'] !== setName) return;
    log.warn({ port }, 'ending the mongod that a killed server left behind');
    // It closes the connection instead of answering.
    await client
      .db('admin')
      .command({ shutdown: 1, force: true })
      .catch(() => undefined);
  } catch {
    // Some other program has the port: mongod itself will say so.
    return;
  } finally {
    await client.close();
  }
  const deadline = Date.now() + stopTimeoutMs;
  while (!(await isFree(port)) && Date.now() < deadline) await wait(50);
}

/** Returns undefined when this server takes writes. */
async function becomePrimary(port: number): Promise<undefined> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: startTimeoutMs,
  });
  try {
    const admin = client.db('admin');
    await admin.command({ ping: 1 });
    await initiate(() =>
      admin.command({ replSetInitiate: { _id: setName, members: [{ _id: 0, host: `127.0.0.1:${port}` }] } }),
    );
    const deadline = Date.now() + startTimeoutMs;
    while (!(await admin.command({ hello: 1 }))['isWritablePrimary']) {
      if (Date.now() > deadline) throw new Error('it did not become the primary of its replica set');
      await wait(50);
    }
  } finally {
    await client.close();
  }
}

async function initiate(command: () => Promise<unknown>): Promise<void> {
  const alreadyInitialized = 23;
  try {
    await command();
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === alreadyInitialized)) throw error;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = new AbortController();
  await Promise.race([
    exit,
    wait(stopTimeoutMs, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
  // Its journal makes this safe; the next start recovers.
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}

async function lastLine(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  return line === '' ? '' : `Its last words: ${line} `;
}
