/** The wire that our server writes by hand, held against stock socket.io-client and against the private parts it touches. */
import { type EntriesPacket, limits, protocolVersion } from '@atrium/shared';
import type { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventFrame, frameText, textFrame } from '../../server/src/transport/socket/frame.ts';
import type * as RawSocket from '../../server/src/transport/socket/raw-socket.ts';
import { netSocket, writableSocket } from '../../server/src/transport/socket/raw-socket.ts';
import { queuedIn } from '../../server/src/transport/socket/write-now.ts';
import { WireServer } from './live-wire-server.ts';

/** The engines that were written to: the one place that looks inside a connection. */
const engines: RawSocket.Engine[] = [];
vi.mock('../../server/src/transport/socket/raw-socket.ts', async (original) => {
  const real = await original<typeof RawSocket>();
  return {
    ...real,
    writableSocket: (engine: never) => {
      if (!engines.includes(engine)) engines.push(engine);
      return real.writableSocket(engine);
    },
  };
});

let server: WireServer;
beforeEach(async () => {
  engines.length = 0;
  server = await WireServer.start();
});
afterEach(() => server.close());

const packet = (seq: number, body = 'hello'): EntriesPacket =>
  ({
    channelId: 'general',
    epoch: 'e',
    entries: [{ seq, kind: 'message', body }],
  }) as unknown as EntriesPacket;
const until = (check: () => unknown) =>
  vi.waitFor(() => expect(check()).toBeTruthy(), { timeout: 30_000, interval: 5 });
const refusal = async (client: ReturnType<WireServer['client']>) =>
  new Promise<{ message: string; data?: { code: string; retryAfterMs?: number } }>((resolve, reject) => {
    client.once('connect_error', resolve as never);
    client.once('connect', () => reject(new Error('it was let in')));
  });

describe('frames', () => {
  test.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])('a text of %i bytes comes back', (length) => {
    const text = 'x'.repeat(length);
    expect(frameText(textFrame(text))).toBe(text);
  });

  test('lengths count bytes, not characters', () => {
    expect(frameText(textFrame('é👋'.repeat(60)))).toBe('é👋'.repeat(60));
  });
});

describe('a stock client', () => {
  test('gets events of every frame size, whole and in order', async () => {
    const client = await server.connected();
    const got: number[] = [];
    client.on('entries', (entries: EntriesPacket) => got.push(JSON.stringify(entries).length));
    const [connection] = server.connections;
    const packets = [
      packet(1),
      packet(2, 'x'.repeat(300)),
      packet(3, 'y'.repeat(70_000)),
      packet(4, 'ü👋\u2028'),
    ];
    for (const each of packets) connection!.pushEntries(eventFrame('entries', each));
    await until(() => got.length === packets.length);
    expect(got).toEqual(packets.map((each) => JSON.stringify(each).length));
  });

  test('gets the answer to each command, and what was pushed meanwhile', async () => {
    const client = await server.connected();
    const seen: unknown[] = [];
    client.on('entries', (entries) => seen.push(entries));
    server.run = async (name, input) => {
      server.connections[0]!.pushEntries(eventFrame('entries', packet(1)));
      return { ok: true, result: { name, input } };
    };
    const replies = await Promise.all([1, 2, 3].map((n) => client.emitWithAck('message.post', { n })));
    expect(replies).toEqual(
      [1, 2, 3].map((n) => ({ ok: true, result: { name: 'message.post', input: { n } } })),
    );
    expect(seen).toHaveLength(3);
  });

  test('lives through heartbeats of engine.io between frames', async () => {
    const client = await server.connected();
    const got: number[] = [];
    client.on('entries', ({ entries }: EntriesPacket) => got.push(entries[0]!.seq));
    server.connections[0]!.push(eventFrame('live', {}));
    await until(() => engines.length > 0);
    const engine = engines[0]!;
    for (let seq = 1; seq <= 50; seq++) {
      // A packet of engine.io's own is under way: ours must neither cut into it nor be lost.
      engine.write('2["live",{}]');
      server.connections[0]!.pushEntries(eventFrame('entries', packet(seq)));
      if (seq % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => got.length === 50);
    expect(got).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });
});

describe('the private parts that are touched', () => {
  test('are as the pinned versions have them: the direct way is taken', async () => {
    await server.connected();
    const connection = server.connections[0]!;
    connection.push(eventFrame('live', {}));
    await until(() => engines.length > 0);
    const engine = engines.at(-1)!;
    expect(writableSocket(engine)).not.toBeNull();
    const socket = netSocket(engine)!;
    const ordinary = vi.spyOn(socket, 'write');
    const { _handle: handle } = socket as unknown as { _handle: { writeBuffer(): number } };
    const writes = vi.spyOn(handle, 'writeBuffer');
    for (let seq = 1; seq <= 20; seq++) connection.pushEntries(eventFrame('entries', packet(seq)));
    await until(() => writes.mock.calls.length > 0);
    // All that one turn brought is one write.
    expect(writes).toHaveBeenCalledTimes(1);
    expect(ordinary).not.toHaveBeenCalled();
  });
});

test('of the handshake nothing stays with a connection, nor of Socket.IO’s own client', async () => {
  await server.connected();
  server.connections[0]!.push(eventFrame('live', {}));
  await until(() => engines.length > 0);
  const engine = engines.at(-1)! as unknown as EventEmitter & {
    request: unknown;
    transport: EventEmitter & { socket: EventEmitter };
  };
  expect(engine.request).toBeNull();
  expect(engine.listenerCount('data')).toBe(1);
  expect(engine.transport.listenerCount('headers')).toBe(0);
  expect(engine.transport.socket.listeners('error').map(({ name }) => name)).toEqual(['bound onError']);
  const closed = netSocket(engine as never)!.listeners('close');
  expect(closed.map(({ name }) => name)).toEqual(['socketOnClose']);
});

test('a goodbye of the client’s, and what no client sends, ends the connection', async () => {
  for (const text of ['1', '0{"token":"ana"}', '2/other,1["x",{}]', '21{"no":"list"}', '5', '451-["x"]']) {
    const client = await server.connected();
    expect(server.connections).toHaveLength(1);
    (client.io.engine as unknown as { write(text: string): void }).write(text);
    await until(() => client.disconnected);
    await until(() => server.connections.length === 0);
  }
});

describe('who is let in', () => {
  test('nobody without credentials, and the deactivated not with them', async () => {
    expect((await refusal(server.client({ token: 'zed' }))).data?.code).toBe('unauthenticated');
    expect((await refusal(server.client({ token: '' }))).data?.code).toBe('unauthenticated');
    expect((await refusal(server.client({ token: 'gone' }))).data?.code).toBe('deactivated');
    await server.connected({ token: 'ana' });
  });

  test('an old client is told so and sent away', async () => {
    const client = server.client({ token: 'ana', protocol: protocolVersion - 1 });
    const bye = await new Promise((resolve) => client.once('bye', resolve));
    expect(bye).toEqual({ why: 'version', retryAfterMs: 0 });
    await until(() => client.disconnected);
    expect(server.connections).toEqual([]);
  });

  test('no more sockets than a member may have', async () => {
    for (let index = 0; index < limits.socketsPerMember; index++) await server.connected({ token: 'sam' });
    expect((await refusal(server.client({ token: 'sam' }))).data?.code).toBe('limit_reached');
    await server.connected({ token: 'ana' });
  });

  test('nobody while draining, with a time to come back', async () => {
    server.draining = true;
    const { data } = await refusal(server.client());
    expect(data).toMatchObject({ code: 'draining', retryAfterMs: expect.any(Number) });
  });

  test('nobody whose channels cannot be known', async () => {
    server.attachError = new Error('the database is away');
    expect((await refusal(server.client())).data?.code).toBe('retry_later');
    expect(server.connections).toEqual([]);
  });

  test('a cookie counts only with the Origin of our page', async () => {
    const cookie = 'session=ana';
    expect((await refusal(server.client({}, { cookie }))).data?.code).toBe('unauthenticated');
    await server.connected({}, { cookie, origin: server.url });
  });
});

describe('commands', () => {
  test('hostile names are names like others', async () => {
    const client = await server.connected();
    const names: string[] = [];
    server.run = async (name) => {
      names.push(name);
      return { ok: true, result: {} };
    };
    const hostile = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', ''];
    for (const name of hostile) await client.emitWithAck(name, {});
    expect(names).toEqual(hostile);
    expect(Object.keys({})).toEqual([]);
  });

  test('more than one argument, or a number for a name, is refused', async () => {
    const client = await server.connected();
    expect(await client.emitWithAck('a', 1, 2)).toMatchObject({
      ok: false,
      error: { code: 'invalid_input' },
    });
    expect(await client.emitWithAck(5 as never, {})).toMatchObject({
      ok: false,
      error: { code: 'invalid_input' },
    });
  });

  test(`at most ${limits.commandsInFlightPerSocket} are under way`, async () => {
    const client = await server.connected();
    const open: (() => void)[] = [];
    server.run = () => new Promise((resolve) => open.push(() => resolve({ ok: true, result: {} })));
    const replies = Array.from({ length: limits.commandsInFlightPerSocket + 1 }, () =>
      client.emitWithAck('x', {}),
    );
    const last = (await replies.at(-1)) as { error: { code: string; retryAfterMs: number } };
    expect(last.error).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
    for (const finish of open) finish();
    const others = (await Promise.all(replies.slice(0, -1))) as { ok: boolean }[];
    expect(others.every(({ ok }) => ok)).toBe(true);
  });

  test('binary ends the connection, others stay', async () => {
    const [client, other] = [await server.connected(), await server.connected({ token: 'mo' })];
    client.emit('message.post', Buffer.from('x'), () => undefined);
    await until(() => client.disconnected);
    expect(await other.emitWithAck('still', {})).toMatchObject({ ok: true });
  });

  test('a frame over the limit ends the connection; one at the limit does not', async () => {
    const client = await server.connected();
    const envelope = '420["x",""]'.length + 1;
    expect(await client.emitWithAck('x', 'a'.repeat(limits.frameBytesMax - envelope - 2))).toMatchObject({
      ok: true,
    });
    client.emit('x', 'a'.repeat(limits.frameBytesMax + 1), () => undefined);
    await until(() => client.disconnected);
  });
});

describe('a slow reader', () => {
  test('is told the heads when it has caught up, and let go when it asks for more than it takes', async () => {
    const client = await server.connected();
    const connection = server.connections[0]!;
    const { pause, resume } = pauser(client);
    pause();
    const big = eventFrame('entries', packet(1, 'z'.repeat(60_000)));
    // The kernel takes some megabytes before anything is queued here.
    for (let turn = 0; turn < 400 && server.slow.size === 0; turn++) {
      connection.pushEntries(big);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(server.slow.size).toBe(1);
    const queued = queuedIn(netSocket(engines.at(-1)!)!);
    for (let turn = 0; turn < 100; turn++) connection.pushEntries(big);
    await new Promise((resolve) => setImmediate(resolve));
    expect(queuedIn(netSocket(engines.at(-1)!)!)).toBe(queued);
    resume();
    await until(() => server.heads.length === 1);
    expect(server.slow.size).toBe(0);

    pause();
    server.run = async () => ({ ok: true, result: 'y'.repeat(900_000) });
    for (let n = 0; n < 30; n++) client.emit('history', {}, () => undefined);
    await until(() => server.slow.size + server.ended.length > 0);
    // The answers may have left as one: it is too slow once it asks again.
    client.emit('history', {}, () => undefined);
    await until(() => server.ended.length > 0);
    expect(server.ended).toEqual(['slow']);
    resume();
    await until(() => server.connections.length === 0);
  });
});

function pauser(client: ReturnType<WireServer['client']>) {
  const { ws } = client.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } };
  return { pause: () => ws.pause(), resume: () => ws.resume() };
}
