/**
 * A TCP proxy with faults. A connection of which bytes were thrown away stays dead, as a half-open one does, until one
 * side hangs up: what follows a hole in a stream means nothing.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export type Fault =
  | { kind: 'pass' }
  /** Connections break, new ones are refused. */
  | { kind: 'cut' }
  /** Connections stay open, nothing goes through either way. */
  | { kind: 'halfopen' }
  | { kind: 'delay'; ms: number; jitterMs: number }
  | { kind: 'throttle'; bytesPerSecond: number }
  /** Requests go through and are carried out; answers do not come back. */
  | { kind: 'swallow' };

interface Flow {
  from: Socket;
  to: Socket;
  isAnswer: boolean;
  isLossy: boolean;
  /** When the last chunk goes out, on the clock of `performance.now`. */
  due: number;
}

export class Proxy {
  readonly port: number;
  /** Answers that were thrown away. */
  swallowed = 0;
  connections = 0;
  /** Where the newest connection went. */
  target = 0;
  #fault: Fault = { kind: 'pass' };
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #targets: () => readonly number[];

  private constructor(server: Server, targets: () => readonly number[]) {
    this.#server = server;
    this.#targets = targets;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => this.#accept(socket));
  }

  /** @param targets ports on this machine, the preferred first: a connection goes to the first that takes it */
  static async open(targets: () => readonly number[]): Promise<Proxy> {
    const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Proxy(server, targets);
  }

  set(fault: Fault): void {
    this.#fault = fault;
    if (fault.kind === 'cut') this.drop();
  }

  /** Breaks what is connected. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    this.connections += 1;
    this.#keep(client);
    if (this.#fault.kind === 'cut') return void client.destroy();
    client.pause();
    this.#connect(client, [...this.#targets()]);
  }

  #connect(client: Socket, targets: number[]): void {
    const port = targets.shift();
    if (port === undefined || client.destroyed) return void client.destroy();
    const server = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#keep(server);
    const next = () => this.#connect(client, targets);
    server.once('error', next);
    server.once('connect', () => {
      server.off('error', next);
      this.target = port;
      this.#join(client, server);
      client.resume();
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #join(client: Socket, server: Socket): void {
    const both = [
      { from: client, to: server, isAnswer: false, isLossy: false, due: 0 },
      { from: server, to: client, isAnswer: true, isLossy: false, due: 0 },
    ];
    for (const flow of both) {
      flow.from.on('data', (chunk) => this.#pass(flow, chunk));
      flow.from.on('close', () => flow.to.destroy());
    }
  }

  #pass(flow: Flow, chunk: Buffer): void {
    const fault = this.#fault;
    if (fault.kind === 'halfopen' || (fault.kind === 'swallow' && flow.isAnswer)) {
      flow.isLossy = true;
      if (fault.kind === 'swallow') this.swallowed += 1;
    }
    if (flow.isLossy) return;
    const now = performance.now();
    let due = now;
    if (fault.kind === 'delay') due += fault.ms + Math.random() * fault.jitterMs;
    if (fault.kind === 'throttle')
      due = Math.max(now, flow.due) + (chunk.length / fault.bytesPerSecond) * 1_000;
    flow.due = Math.max(due, flow.due);
    if (flow.due <= now) flow.to.write(chunk);
    else setTimeout(() => flow.to.write(chunk), flow.due - now);
  }
}
