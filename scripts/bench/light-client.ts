/** One client on raw TCP. Hundreds of times cheaper than socket.io-client when frames come merged, which would measure itself. */
import type { FirstCommand } from '@atrium/shared';
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { clientFrame, FrameReader, type FrameSink } from './wire.ts';

/** All clients read into one buffer: what comes is looked at at once. */
const readBuffer = Buffer.allocUnsafe(1 << 20);
const pong = clientFrame('3');
const marker = 0x7e;

export interface LightClientOptions {
  port: number;
  /** The payload of Socket.IO's CONNECT; null for none. */
  auth: object | null;
  /** A message with this number was delivered. */
  delivered: (client: LightClient, id: number) => void;
  /** An event came, with however many messages. */
  packet: () => void;
}

export class LightClient implements FrameSink {
  readonly index: number;
  bytes = 0;
  closedBy: string | null = null;
  #socket!: Socket;
  #isUpgraded = false;
  #head = '';
  readonly #reader = new FrameReader(this);
  readonly #options: LightClientOptions;
  #connected: { resolve: () => void; reject: (error: Error) => void } | null = null;
  #first: FirstCommand[] = [];
  readonly #acks = new Map<number, (reply: unknown) => void>();
  #nextAck = 0;

  constructor(index: number, options: LightClientOptions) {
    this.index = index;
    this.#options = options;
  }

  connect(): Promise<void> {
    const { port } = this.#options;
    this.#isUpgraded = false;
    this.#head = '';
    this.closedBy = null;
    return new Promise((resolve, reject) => {
      this.#connected = { resolve, reject };
      this.#socket = connect({
        port,
        host: '127.0.0.1',
        noDelay: true,
        onread: {
          buffer: readBuffer,
          callback: (count, buffer) => {
            this.#read(buffer as Buffer, count);
            return true;
          },
        },
      });
      this.#socket.once('error', (error) => reject(error));
      this.#socket.once('close', () => {
        this.closedBy ??= 'server';
        reject(new Error('closed during the handshake'));
      });
      this.#socket.write(
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
          'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
          `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
      );
    });
  }

  send(text: string): void {
    this.#socket.write(clientFrame(text));
  }

  /** `emitWithAck` */
  command(name: string, input: unknown): Promise<unknown> {
    const id = this.#nextAck++;
    return new Promise((resolve) => {
      this.#acks.set(id, resolve);
      this.send(`42${id}${JSON.stringify([name, input])}`);
    });
  }

  /** Commands that go along with the next handshake. */
  along(commands: readonly { name: string; input: unknown }[]): Promise<unknown>[] {
    this.#first = commands.map(({ name, input }) => [this.#nextAck++, name, input]);
    return this.#first.map(([id]) => new Promise((resolve) => this.#acks.set(id, resolve)));
  }

  /** A command whose answer nobody waits for. */
  post(name: string, input: string): void {
    this.send(`42${this.#nextAck++}["${name}",${input}]`);
  }

  destroy(): void {
    this.closedBy = 'client';
    this.#socket.destroy();
  }

  #read(buffer: Buffer, count: number): void {
    this.bytes += count;
    if (this.#isUpgraded) return this.#reader.push(buffer.subarray(0, count));
    this.#head += buffer.toString('latin1', 0, count);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return;
    if (!this.#head.startsWith('HTTP/1.1 101')) {
      this.#connected?.reject(new Error(this.#head.slice(0, 60)));
      return;
    }
    this.#isUpgraded = true;
    const rest = Buffer.from(this.#head.slice(end + 4), 'latin1');
    this.#head = '';
    if (rest.length > 0) this.#reader.push(rest);
  }

  /** `~dddddddd` in the payload names the message. */
  text(bytes: Buffer, start: number, end: number): void {
    const type = bytes[start];
    if (type === 0x32) return void this.#socket.write(pong);
    if (type !== 0x34) {
      if (type === 0x30) this.#enter();
      return;
    }
    switch (bytes[start + 1]) {
      case 0x32:
        return this.#markers(bytes, start, end);
      case 0x33:
        return this.#ack(bytes, start, end);
      case 0x30:
        this.#connected?.resolve();
        this.#connected = null;
        return;
      default:
        this.#connected?.reject(new Error(bytes.toString('utf8', start, end)));
    }
  }

  #enter(): void {
    const { auth } = this.#options;
    const first = this.#first.length > 0 && { first: this.#first };
    this.send(auth ? `40${JSON.stringify({ ...auth, ...first })}` : '40');
  }

  closed(): void {
    this.closedBy ??= 'server';
  }

  #markers(bytes: Buffer, start: number, end: number): void {
    this.#options.packet();
    for (let at = bytes.indexOf(marker, start); at >= 0 && at < end; at = bytes.indexOf(marker, at + 9)) {
      let id = 0;
      for (let digit = at + 1; digit < at + 9; digit++) id = id * 10 + ((bytes[digit] ?? 48) - 48);
      this.#options.delivered(this, id);
    }
  }

  #ack(bytes: Buffer, start: number, end: number): void {
    if (this.#acks.size === 0) return;
    const text = bytes.toString('utf8', start + 2, end);
    const open = text.indexOf('[');
    const resolve = this.#acks.get(Number(text.slice(0, open)));
    if (!resolve) return;
    this.#acks.delete(Number(text.slice(0, open)));
    resolve((JSON.parse(text.slice(open)) as unknown[])[0]);
  }
}
