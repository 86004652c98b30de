/**
 * One process for each data folder. The lock is a listening socket, which the system takes back when
 * the process ends however it ends: an abstract socket on Linux, a named pipe on Windows; elsewhere a
 * socket file, whose stale remains are recognised by nobody answering. `Ownership` guards against
 * what this cannot see, such as two containers that share a volume.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export class FolderInUse extends Error {
  constructor(folder: string) {
    super(`the data folder ${folder} is in use by another process: stop it, or choose another folder`);
    this.name = 'FolderInUse';
  }
}

function addressOf(folder: string): { path: string; isFile: boolean } {
  const name = `atrium-engine-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  if (process.platform === 'linux') return { path: `\0${name}`, isFile: false };
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\${name}`, isFile: false };
  return { path: path.join(os.tmpdir(), `${name}.lock`), isFile: true };
}

/** Resolves to what releases the lock. Rejects with FolderInUse. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  mkdirSync(folder, { recursive: true });
  const { path: address, isFile } = addressOf(realpathSync(folder));
  const server = net.createServer((socket) => socket.destroy());
  try {
    await listen(server, address);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (!isFile || (await answers(address))) throw new FolderInUse(folder);
    rmSync(address, { force: true });
    await listen(server, address);
  }
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

function listen(server: net.Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
