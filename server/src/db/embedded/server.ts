/** Listens for clients and stops gracefully. */
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createDispatch, type ReportError } from './dispatch.ts';
import { Engine } from './engine.ts';
import { Environment } from './store/environment.ts';
import { lockFolder } from './store/folder-lock.ts';
import { requireWholeStore } from './store/store-file.ts';
import { TtlMonitor } from './ttl.ts';
import { Connection } from './wire/connection.ts';

export interface ServerOptions {
  dataDir: string;
  port?: number | undefined;
  onError: ReportError;
  onFatal: (error: Error) => void;
}

export interface EngineServer {
  url: string;
  /** Writes a consistent copy of the store into a folder that must not hold one. */
  backup(folder: string): Promise<void>;
  /** Answers what is in flight, flushes and closes. */
  close(): Promise<void>;
  /** Leaves the store as whoever ends without closing must: within this turn. */
  cut(): void;
}

/** Unix socket paths may have some 100 bytes; a socket's name must end in `.sock` for drivers to know it. */
const maxSocketPath = 100;

interface Listening {
  me: string;
  url: string;
  remove: () => void;
}

export async function openServer({ dataDir, port, onError, onFatal }: ServerOptions): Promise<EngineServer> {
  const unlock = await lockFolder(dataDir);
  let env: Environment | undefined;
  try {
    const folder = path.join(dataDir, 'embedded');
    requireWholeStore(folder);
    env = new Environment(folder);
    const server = net.createServer({ noDelay: true });
    const address = await listen(server, dataDir, port);
    const engine = new Engine(env, { me: address.me }, onFatal);
    return serve(engine, server, address, unlock, onError);
  } catch (error) {
    await env?.close();
    await unlock();
    throw error;
  }
}

function serve(
  engine: Engine,
  server: net.Server,
  { url, remove }: Listening,
  unlock: () => Promise<void>,
  onError: ReportError,
): EngineServer {
  const connections = new Set<Connection>();
  const dispatch = createDispatch(engine, onError);
  server.on('connection', (socket) => {
    const connection = new Connection(socket, dispatch);
    connections.add(connection);
    engine.connections = connections.size;
    socket.once('close', () => {
      connections.delete(connection);
      engine.connections = connections.size;
    });
  });
  engine.env.onError = (error) => onError(error, 'checkpoint');
  const ttl = new TtlMonitor(engine, (error) => onError(error, 'ttl'));
  ttl.start();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    engine.stopping = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await Promise.all([...connections].map((connection) => connection.drain()));
    await closed;
    await ttl.stop();
    await engine.env.close();
    remove();
    await unlock();
  };
  return {
    url,
    backup: (folder) => engine.env.backup(folder),
    close: () => (closing ??= close()),
    cut: () => engine.env.cut(),
  };
}

async function listen(server: net.Server, dataDir: string, port: number | undefined): Promise<Listening> {
  if (port !== undefined || process.platform === 'win32') {
    await listening(server, () => server.listen(port ?? 0, '127.0.0.1'));
    const me = `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
    return { me, url: `mongodb://${me}/?directConnection=true`, remove: () => undefined };
  }
  const { file, remove } = socketFile(dataDir);
  rmSync(file, { force: true });
  await listening(server, () => server.listen(file));
  chmodSync(file, 0o600);
  return { me: file, url: `mongodb://${encodeURIComponent(file)}/?directConnection=true`, remove };
}

/** The folder's lock is held: whatever lies at this path is left over. */
function socketFile(dataDir: string): { file: string; remove: () => void } {
  const inside = path.join(realpathSync(dataDir), 'engine.sock');
  if (Buffer.byteLength(inside) <= maxSocketPath)
    return { file: inside, remove: () => rmSync(inside, { force: true }) };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atrium-'));
  return {
    file: path.join(folder, 'engine.sock'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function listening(server: net.Server, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve();
    });
    start();
  });
}
