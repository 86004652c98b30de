/** The server's own heartbeat, held against stock socket.io-client and against what no client sends. */
import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import { Server } from 'socket.io';
import { io as connect, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createHeartbeats,
  type Heartbeats,
  slotCount,
} from '../../server/src/transport/socket/heartbeats.ts';
import type { Engine } from '../../server/src/transport/socket/raw-socket.ts';

interface Internals {
  pingIntervalTimer: unknown;
  readyState: string;
  transport: { socket: { _receiver: { isHeard: boolean; _bufferedBytes: number; _fragmented: number } } };
}

let http: HttpServer;
let io: Server;
let heartbeats: Heartbeats;
let client: Socket;
let engine: Engine;
/** What engine.io read itself: types of packets. */
let read: string[];
/** Events that reached the server. */
let events: unknown[];
let closed: string[];

const until = (check: () => unknown) =>
  vi.waitFor(() => expect(check()).toBeTruthy(), { timeout: 30_000, interval: 5 });
const internals = () => engine as unknown as Internals;
const receiver = () => internals().transport.socket._receiver;
const round = () => {
  for (let turn = 0; turn < slotCount; turn += 1) heartbeats.beat();
};

beforeEach(async () => {
  http = createServer();
  io = new Server(http, { transports: ['websocket'] });
  // Rounds are turned by the tests.
  heartbeats = createHeartbeats(slotCount * 1_000_000);
  read = [];
  events = [];
  closed = [];
  io.on('connection', (socket) => {
    engine = socket.conn;
    engine.on('packet', ({ type }: { type: string }) => read.push(type));
    engine.on('close', (reason: string) => closed.push(reason));
    socket.on('x', (value: unknown) => events.push(value));
    heartbeats.take(engine);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  client = connect(`http://127.0.0.1:${port}`, { transports: ['websocket'], reconnection: false });
  await until(() => client.connected && engine);
  read.length = 0;
});

afterEach(async () => {
  client.disconnect();
  heartbeats.close();
  http.closeAllConnections();
  await io.close();
});

/** The client's TCP connection: what it writes there is a frame, or a part of one. */
function wire(): NetSocket {
  const { ws } = client.io.engine.transport as unknown as { ws: { _socket: NetSocket } };
  return ws._socket;
}

/** A masked frame, as clients send them; `first` says whether it is whole. */
function frame(text: string, { first = 0x81, mask = [1, 2, 3, 4] } = {}): Buffer {
  const masked = Buffer.from(text).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([Buffer.from([first, 0x80 | masked.length, ...mask]), masked]);
}

test('a stock client answers, and neither ws nor engine.io is asked to read that', async () => {
  let pings = 0;
  client.io.on('ping', () => (pings += 1));
  expect(internals().pingIntervalTimer).toBeNull();
  for (let rounds = 1; rounds <= 5; rounds += 1) {
    round();
    expect(receiver().isHeard).toBe(false);
    await until(() => receiver().isHeard);
    expect(pings).toBe(rounds);
  }
  client.emit('x', 'still here');
  await until(() => events.length === 1);
  expect(read).toEqual(['message']);
  expect(closed).toEqual([]);
});

test('who said nothing for a round is let go of, and who said anything is not', async () => {
  const { ws } = client.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } };
  ws.pause();
  round();
  client.emit('x', 'busy');
  await until(() => events.length === 1);
  round();
  expect(closed).toEqual([]);
  round();
  expect(closed).toEqual(['ping timeout']);
  ws.resume();
  await until(() => client.disconnected);
});

test('an answer that comes in pieces, or with something else, goes the ordinary way', async () => {
  const pong = frame('3');
  wire().write(pong.subarray(0, 3));
  await until(() => receiver()._bufferedBytes > 0);
  wire().write(pong.subarray(3));
  await until(() => read.length === 1);
  wire().write(Buffer.concat([pong, frame('42["x",1]')]));
  await until(() => events.length === 1);
  expect(read).toEqual(['pong', 'pong', 'message']);
  expect(closed).toEqual([]);
});

test('bytes that look like an answer inside a frame are that frame’s', async () => {
  // Masked so, the text holds the bytes of an answer.
  const whole = frame('42["x","AAcdabP"]', { mask: [0xc0, 0xc0, 0, 0] });
  const pong = frame('3', { mask: [0x63, 0x64, 0xa1, 0xa2] });
  const at = whole.indexOf(pong);
  expect(at).toBeGreaterThan(6);
  wire().write(whole.subarray(0, at));
  await until(() => receiver()._bufferedBytes === at - 6);
  wire().write(pong);
  await until(() => receiver()._bufferedBytes === at - 6 + pong.length);
  wire().write(whole.subarray(at + pong.length));
  await until(() => events.length === 1);
  expect(events).toEqual(['AAcdabP']);
});

test('an answer between the parts of a message ends the connection, as ws has it', async () => {
  wire().write(frame('42["x",', { first: 0x01 }));
  await until(() => receiver()._fragmented > 0);
  wire().write(frame('3'));
  await until(() => closed.length > 0);
  expect(events).toEqual([]);
});

test('where ws is another one, engine.io’s heartbeat stays', () => {
  const timer = setTimeout(() => undefined, 1_000_000);
  const other = { pingIntervalTimer: timer, readyState: 'open', transport: { socket: {} } };
  heartbeats.take(other as unknown as Engine);
  expect(other.pingIntervalTimer).toBe(timer);
  clearTimeout(timer);
  round();
});
