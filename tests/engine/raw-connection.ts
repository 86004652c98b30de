/** Frames and sockets without a driver. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
import { createConnection, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';

export const OP_MSG = 2013;

export function frame(opCode: number, body: Uint8Array, length = 16 + body.length, requestId = 7): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(length | 0, 0);
  header.writeInt32LE(requestId, 4);
  header.writeInt32LE(0, 8);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
}

export const flags = (bits: number): Buffer => {
  const made = Buffer.alloc(4);
  made.writeUInt32LE(bits >>> 0);
  return made;
};
export const section = (kind: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([kind]), content]);
export const bson = (document: Document): Buffer => Buffer.from(BSON.serialize(document));

/** A document sequence section: its size, its name, its documents. */
export function sequence(name: string, documents: Document[]): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map(bson)]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(content.length + 4);
  return section(1, Buffer.concat([size, content]));
}

export const message = (command: Document, ...more: Buffer[]): Buffer =>
  frame(OP_MSG, Buffer.concat([flags(0), section(0, bson(command)), ...more]));

export function dial(url: string): Socket {
  const { hostname, port } = new URL(url.replace('mongodb://', 'http://'));
  const socket = createConnection({ host: hostname, port: Number(port) });
  socket.setNoDelay(true);
  return socket;
}

/** Documents of the OP_MSG and OP_REPLY answers within what was read; texts may be any bytes, as they may be in documents. */
export function answersIn(read: Buffer): Document[] {
  const answers: Document[] = [];
  for (let at = 0; at + 16 <= read.length;) {
    const length = read.readInt32LE(at);
    if (length < 16 || at + length > read.length) break;
    const start = at + (read.readInt32LE(at + 12) === OP_MSG ? 21 : 36);
    answers.push(BSON.deserialize(read.subarray(start, at + length), { validation: { utf8: false } }));
    at += length;
  }
  return answers;
}

export interface Outcome {
  answers: Document[];
  /** Whether the server ended the connection; false when it said nothing within the time. */
  closed: boolean;
}

/**
 * Sends bytes, then the end of the stream, and reads until the server closes, or `timeoutMs`. With `keepOpen` the
 * stream is not ended; with `wanted` it is only once that many answers have come.
 */
export async function exchange(
  url: string,
  bytes: Uint8Array[],
  { keepOpen = false, timeoutMs = 5000, wanted = 0 } = {},
): Promise<Outcome> {
  const socket = dial(url);
  const read: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const finish = (closed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      try {
        resolve({ answers: answersIn(Buffer.concat(read)), closed });
      } catch (error) {
        reject(error);
      }
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    socket.on('data', (chunk: Buffer) => {
      read.push(chunk);
      if (wanted > 0 && answersIn(Buffer.concat(read)).length >= wanted) socket.end();
    });
    socket.on('close', () => finish(true));
    socket.on('error', () => finish(true)); // A reset is how a server may end a connection.
    for (const chunk of bytes) socket.write(chunk);
    if (!keepOpen && wanted === 0) socket.end();
  });
}
