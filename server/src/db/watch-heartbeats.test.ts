/** A lost heartbeat, as the driver loses it, and the database found again. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startEmbeddedEngine } from './embedded/index.ts';
import { connectOptions } from './options.ts';
import { type HeartbeatWatch, watchHeartbeats } from './watch-heartbeats.ts';

let dataDir: string;
let engine: Awaited<ReturnType<typeof startEmbeddedEngine>>;
let connection: Connection;
let watch: HeartbeatWatch | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atrium-heartbeats-'));
  const fail = (error: Error) => expect.unreachable(error.message);
  engine = await startEmbeddedEngine({ dataDir, onFatal: fail, onError: fail });
  connection = await mongoose.createConnection(engine.url, connectOptions).asPromise();
});
afterEach(async () => {
  watch?.stop();
  watch = undefined;
  await connection.close();
  await engine.close();
  await rm(dataDir, { recursive: true, force: true });
});

interface Monitor {
  connection: { socket: Socket } | null;
  requestCheck(): void;
  monitorId: { toJSON(): { timeSinceLastCall: number } };
  s: { state: string };
}

/** Of the driver's own: there is no way from outside to meet the turn in which a socket closes. */
function monitorOf(): Monitor {
  const { topology } = connection.getClient() as unknown as {
    topology: { s: { servers: Map<string, { monitor: Monitor }> } };
  };
  return [...topology.s.servers.values()][0]!.monitor;
}

const limit = { timeout: 20_000 };

async function loseHeartbeat(): Promise<Monitor> {
  const monitor = monitorOf();
  await vi.waitUntil(() => {
    const { timeSinceLastCall } = monitor.monitorId.toJSON();
    // Sooner after the one before it would be put off.
    return monitor.s.state === 'idle' && monitor.connection !== null && timeSinceLastCall > 600;
  }, limit);
  monitor.connection!.socket.destroy();
  monitor.requestCheck();
  return monitor;
}

test('a heartbeat that is lost is followed by a new topology', async () => {
  const lost: string[] = [];
  const onError = (error: unknown) => expect.unreachable(String(error));
  watch = watchHeartbeats(connection.getClient(), {
    lostMs: 1_000,
    onLost: (address) => lost.push(address),
    onError,
  });
  const stuck = await loseHeartbeat();
  await vi.waitUntil(() => lost.length > 0, limit);
  await vi.waitUntil(() => monitorOf() !== stuck && monitorOf().connection !== null, limit);
  expect(await connection.db!.command({ ping: 1 })).toMatchObject({ ok: 1 });
  expect(lost).toHaveLength(1);
}, 60_000);

test('heartbeats that are answered leave everything as it is', async () => {
  const onLost = (address: string) => expect.unreachable(address);
  watch = watchHeartbeats(connection.getClient(), { lostMs: 10_000, onLost, onError: onLost as never });
  let answered = 0;
  connection.getClient().on('serverHeartbeatSucceeded', () => (answered += 1));
  const monitor = monitorOf();
  await vi.waitUntil(() => {
    monitor.requestCheck();
    return answered >= 3;
  }, limit);
  expect(monitorOf()).toBe(monitor);
}, 60_000);
