/** The turn in which a socket closes, met on purpose: what is written to it then must be refused. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startEmbeddedEngine } from './embedded/index.ts';
import { connectOptions } from './options.ts';

let dataDir: string;
let engine: Awaited<ReturnType<typeof startEmbeddedEngine>>;
let connection: Connection;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atrium-settling-'));
  const fail = (error: Error) => expect.unreachable(error.message);
  engine = await startEmbeddedEngine({ dataDir, onFatal: fail, onError: fail });
  connection = await mongoose.createConnection(engine.url, connectOptions).asPromise();
});
afterEach(async () => {
  await connection.close();
  await engine.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Of the driver's own: nothing outside of it can meet that turn. */
interface Server {
  pool: { connections: Iterable<{ socket: Socket }> };
  monitor: {
    connection: { socket: Socket } | null;
    requestCheck(): void;
    monitorId: { toJSON(): { timeSinceLastCall: number } };
    s: { state: string };
  };
}

function serverOf(): Server {
  const { topology } = connection.getClient() as unknown as {
    topology: { s: { servers: Map<string, Server> } };
  };
  return [...topology.s.servers.values()][0]!;
}

const ping = () => connection.db!.command({ ping: 1 });
const limit = { timeout: 30_000, interval: 5 };

test('a command that is written to a closing socket is refused, and does not wait for ever', async () => {
  await ping();
  for (const { socket } of serverOf().pool.connections) socket.destroy();
  const settled = vi.fn<() => void>();
  const insert = connection.db!.command({ insert: 'tides', documents: [{ _id: 1 as never }] });
  insert.then(settled, settled);
  await vi.waitUntil(() => settled.mock.calls.length > 0, limit);
  await expect(insert).rejects.toMatchObject({ name: 'MongoNetworkError' });
  expect(await ping()).toMatchObject({ ok: 1 });
}, 60_000);

test('a command that a closing socket has taken in part is refused', async () => {
  await ping();
  const [held] = serverOf().pool.connections;
  // As when the other side reads no more: nothing is taken, and the socket's time is up before it drains.
  vi.spyOn(held!.socket, 'write').mockReturnValue(false);
  const insert = connection.db!.command({ insert: 'tides', documents: [{ _id: 2 as never }] });
  setImmediate(() => held!.socket.destroy());
  await expect(insert).rejects.toMatchObject({ name: 'MongoNetworkError' });
}, 60_000);

test('a heartbeat that is written to a closing socket fails, and the next one finds the server', async () => {
  const { monitor } = serverOf();
  await vi.waitUntil(() => {
    const { timeSinceLastCall } = monitor.monitorId.toJSON();
    // Sooner after the one before it would be put off.
    return monitor.s.state === 'idle' && monitor.connection !== null && timeSinceLastCall > 600;
  }, limit);
  const lost = monitor.connection;
  lost!.socket.destroy();
  monitor.requestCheck();
  expect(monitor.s.state).toBe('monitoring');
  await vi.waitUntil(() => monitor.s.state === 'idle', limit);
  expect(await ping()).toMatchObject({ ok: 1 });
  await vi.waitUntil(() => monitor.connection !== null && monitor.connection !== lost, limit);
}, 60_000);
