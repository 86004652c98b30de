/**
 * Sends commands to the engine in this process past the driver: sessions, retries, server selection and monitoring are for a
 * database that is elsewhere, and cost more than the command does (docs/performance.md, "Database"). The same protocol, the
 * same answers, the same errors; for what every message and every arrival needs.
 * Source: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */
import { connect, type Socket } from 'node:net';
import {
  BSON,
  type Document,
  Long,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerError,
} from 'mongodb';
import { FrameReader, maxMessageBytes, Opcode } from './frames.ts';

export interface CommandLines {
  /**
   * @param command with its `$db`; `documents`, where it has some, go beside it, in a section of their own
   * @throws {MongoServerError} the engine refused the command, {@link MongoNetworkError} nobody knows what became of it
   */
  send(command: Document, documents?: readonly Document[]): Promise<Document>;
  close(): void;
}

/** A field without a value is null, not left out: a filter must not lose a part of itself. */
const asTheDriver = { ignoreUndefined: false };
/** Of one line nothing has come for so long, although something was asked. */
const silentMs = 10_000;
/** Header, flags and the byte that tells sections apart. */
const bodyAt = 16 + 4 + 1;

interface Waiting {
  resolve: (reply: Document) => void;
  reject: (error: Error) => void;
}

/** @param url of the engine, as it says itself; `lines` commands are answered side by side, others wait their turn */
export function openCommandLines(url: string, lines: number): CommandLines {
  const open = Array.from({ length: lines }, () => new Line(url));
  return {
    send: (command, documents) => {
      const line = open.reduce((best, one) => (one.waiting < best.waiting ? one : best));
      return line.send(command, documents);
    },
    close: () => open.forEach((line) => line.close()),
  };
}

/** One connection. Answers come in the order of the commands. */
class Line {
  readonly #path: { path: string } | { host: string; port: number };
  #socket: Socket | null = null;
  #waiting: Waiting[] = [];
  #lastId = 0;

  constructor(url: string) {
    const [, host = ''] = /^mongodb:\/\/([^/]+)\//.exec(url) ?? [];
    const [name = '', port] = host.split(':');
    this.#path = port === undefined ? { path: decodeURIComponent(name) } : { host: name, port: Number(port) };
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  send(command: Document, documents?: readonly Document[]): Promise<Document> {
    const socket = (this.#socket ??= this.#connect());
    return new Promise((resolve, reject) => {
      const frame = this.#frame(command, documents);
      this.#waiting.push({ resolve, reject });
      socket.write(frame);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #connect(): Socket {
    const frames = new FrameReader();
    const socket = connect({ ...this.#path, noDelay: true });
    const waiting: Waiting[] = [];
    this.#waiting = waiting;
    let cause: Error | undefined;
    socket.setTimeout(silentMs, () => {
      if (waiting.length > 0) socket.destroy(new MongoNetworkTimeoutError(`no answer in ${silentMs} ms`));
    });
    socket.on('data', (bytes: Buffer) => {
      for (const frame of frames.push(bytes)) settle(waiting.shift(), frame);
    });
    socket.on('error', (error) => (cause = error));
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null;
      const error = cause instanceof MongoNetworkError ? cause : hungUp(cause);
      for (const { reject } of waiting.splice(0)) reject(error);
    });
    return socket;
  }

  #frame(command: Document, documents?: readonly Document[]): Buffer {
    const body = BSON.serialize(command, asTheDriver);
    const rows = documents?.map((document) => BSON.serialize(document, asTheDriver)) ?? [];
    const name = 'documents\0';
    const listBytes = 4 + name.length + rows.reduce((sum, row) => sum + row.length, 0);
    const length = bodyAt + body.length + (documents ? 1 + listBytes : 0);
    if (length > maxMessageBytes) throw new RangeError(`a command of ${length} bytes`);
    const frame = Buffer.allocUnsafe(length);
    this.#lastId = (this.#lastId + 1) & 0x7fffffff;
    frame.writeInt32LE(length, 0);
    frame.writeInt32LE(this.#lastId, 4);
    frame.writeInt32LE(0, 8);
    frame.writeInt32LE(Opcode.message, 12);
    frame.writeInt32LE(0, 16);
    frame[20] = 0;
    frame.set(body, bodyAt);
    if (!documents) return frame;
    let at = bodyAt + body.length;
    frame[at] = 1;
    frame.writeInt32LE(listBytes, at + 1);
    at += 5 + frame.write(name, at + 5, 'latin1');
    for (const row of rows) {
      frame.set(row, at);
      at += row.length;
    }
    return frame;
  }
}

function hungUp(cause: Error | undefined): Error {
  return new MongoNetworkError('the engine hung up', cause === undefined ? {} : { cause });
}

function settle(waiting: Waiting | undefined, frame: Buffer): void {
  const reply = BSON.deserialize(frame.subarray(bodyAt));
  if (reply['ok'] === 1) waiting?.resolve(reply);
  else waiting?.reject(new MongoServerError(reply));
}

/** What a query finds: the whole of it, in as many answers as it takes. */
export async function findAll(
  lines: CommandLines,
  $db: string,
  collection: string,
  query: Document,
): Promise<Document[]> {
  let { cursor } = await lines.send({ find: collection, ...query, $db });
  const found: Document[] = cursor.firstBatch;
  while (String(cursor.id) !== '0') {
    ({ cursor } = await lines.send({ getMore: Long.fromString(String(cursor.id)), collection, $db }));
    // There may be more of them than a call takes arguments.
    for (const row of cursor.nextBatch as Document[]) found.push(row);
  }
  return found;
}
