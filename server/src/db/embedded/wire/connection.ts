/**
 * One client's connection. Commands of one connection are answered in the order they came; the next
 * is started when the one before has been answered, so that a reader sees its own writes.
 */
import type { Socket } from 'node:net';
import { toDocument } from '../bson/write.ts';
import { CommandError } from '../errors.ts';
import {
  FrameReader,
  maxMessageBytes,
  ProtocolViolation,
  readRequest,
  type Request,
  writeReply,
} from './frames.ts';

/** What answers a command: the bytes of the reply document. Must not reject. */
export type Dispatch = (request: Request, connectionId: number) => Buffer | Promise<Buffer>;

/** Requests that one connection may have waiting before its socket is no longer read. */
const maxWaiting = 64;

/** Replies up to this size are copied behind their header: one plain write costs less than a gathering one. */
const maxCopiedBytes = 4096;

let lastConnectionId = 0;

export class Connection {
  readonly id = ++lastConnectionId;
  readonly #socket: Socket;
  readonly #dispatch: Dispatch;
  readonly #frames = new FrameReader();
  readonly #waiting: Request[] = [];
  #busy: Promise<void> | undefined;
  #closed = false;

  constructor(socket: Socket, dispatch: Dispatch) {
    this.#socket = socket;
    this.#dispatch = dispatch;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => this.destroy());
    socket.on('close', () => {
      this.#closed = true;
      this.#waiting.length = 0;
    });
  }

  /** Resolves when the commands that have come are answered; then the socket is ended. */
  async drain(): Promise<void> {
    this.#socket.pause();
    while (this.#busy) await this.#busy;
    this.#socket.end();
    this.destroy();
  }

  destroy(): void {
    this.#closed = true;
    this.#socket.destroySoon();
  }

  #receive(chunk: Buffer): void {
    if (this.#closed) return;
    try {
      for (const frame of this.#frames.push(chunk)) this.#accept(frame);
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.destroy();
    }
    if (this.#waiting.length > maxWaiting) this.#socket.pause();
    if (!this.#busy && this.#waiting.length > 0) this.#work();
  }

  #accept(frame: Buffer): void {
    try {
      this.#waiting.push(readRequest(frame));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const reply = { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName };
      this.#send({ kind: 'message', requestId: frame.readInt32LE(4) }, toDocument(reply).bytes());
    }
  }

  #work(): void {
    this.#busy = this.#answerAll().finally(() => {
      this.#busy = undefined;
      if (this.#waiting.length > 0 && !this.#closed) this.#work();
    });
  }

  async #answerAll(): Promise<void> {
    for (let request = this.#waiting.shift(); request; request = this.#waiting.shift()) {
      const answer = this.#dispatch(request, this.id);
      const body = Buffer.isBuffer(answer) ? answer : await answer;
      if (!request.silent) this.#send(request, body);
      if (this.#socket.writableNeedDrain) await this.#drained();
      if (this.#waiting.length === 0 && !this.#closed) this.#socket.resume();
    }
  }

  #send(request: Pick<Request, 'kind' | 'requestId'>, body: Buffer): void {
    if (this.#closed) return;
    if (body.length > maxMessageBytes) return this.destroy();
    const parts = writeReply(request, body);
    if (body.length <= maxCopiedBytes) return void this.#socket.write(Buffer.concat(parts));
    this.#socket.cork();
    for (const part of parts) this.#socket.write(part);
    this.#socket.uncork();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.on('drain', done);
      this.#socket.on('close', done);
    });
  }
}
