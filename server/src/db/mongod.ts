import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient, MongoServerError } from 'mongodb';
import { ConfigError } from '../config.ts';
import type { Log } from '../log.ts';

const setName = 'atrium';
const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;

export type Mongod = { url: string; port: number; close(): Promise<void> };
export type MongodOptions = { binary: string; dataDir: string; port: number | undefined; log: Log };

/** Starts `mongod` on the loopback address as the only member of a replica set; it ends with `close`. */
export async function startMongod({ binary, dataDir, port: kept, log }: MongodOptions): Promise<Mongod> {
  const port = kept ?? (await freePort());
  const dbPath = join(dataDir, 'mongod');
  const logPath = join(dataDir, 'mongod.log');
  await mkdir(dbPath, { recursive: true });
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
  void ended.then((why) => log.error({ why }, 'mongod is not running any more'));
  return { url: `mongodb://127.0.0.1:${port}/?replicaSet=${setName}`, port, close: () => stop(child) };
}

export function mongodArguments({
  dbPath,
  logPath,
  port,
}: {
  dbPath: string;
  logPath: string;
  port: number;
}) {
  const socket = process.platform === 'win32' ? [] : ['--nounixsocket'];
  return [
    ...['--dbpath', dbPath, '--port', String(port), '--bind_ip', '127.0.0.1', ...socket],
    ...['--replSet', setName, '--logpath', logPath, '--logappend', '--wiredTigerCacheSizeGB', '0.5'],
  ];
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no loopback port is free');
  return address.port;
}

async function lastLine(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  return line === '' ? '' : `Its last words: ${line} `;
}
