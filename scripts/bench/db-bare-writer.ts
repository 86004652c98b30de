/**
 * A connection that sends ready-made frames and looks at nothing but the length of the answer and its `n`. The driver
 * uses several times the engine's processor time for a small write: with it a benchmark of many writers measures it.
 */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { BSON, Long, UUID } from 'mongodb';

const headerBytes = 21;
const opMessage = 2013;

export class BareWriter {
  readonly #socket: Socket;
  readonly #session = { id: new UUID() };
  #sent = 0;
  #answer: Buffer[] = [];
  #waiting: { resolve: (answer: Buffer) => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket.setNoDelay();
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('close', () => this.#waiting?.reject(new Error('the engine closed the connection')));
  }

  /** @param url of an engine on a loopback port */
  static async connect(url: string): Promise<BareWriter> {
    const { hostname, port } = new URL(url);
    const socket = createConnection(Number(port), hostname);
    await once(socket, 'connect');
    return new BareWriter(socket);
  }

  /** One durable insert, as a driver sends it: with a session and a transaction number, to be retried safely. */
  async insert(database: string, collection: string, document: object): Promise<void> {
    const body = {
      insert: collection,
      documents: [document],
      ordered: true,
      lsid: this.#session,
      txnNumber: Long.fromNumber(++this.#sent),
      writeConcern: { w: 'majority', j: true },
      $db: database,
    };
    const { n, ok } = BSON.deserialize((await this.#ask(body)).subarray(headerBytes));
    if (n !== 1 || ok !== 1) throw new Error(`an insert was answered with n ${n}, ok ${ok}`);
  }

  #ask(body: object): Promise<Buffer> {
    const document = BSON.serialize(body);
    const frame = Buffer.alloc(headerBytes + document.length);
    frame.writeInt32LE(frame.length, 0);
    frame.writeInt32LE(this.#sent, 4);
    frame.writeInt32LE(opMessage, 12);
    frame.set(document, headerBytes);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(frame);
    });
  }

  #receive(chunk: Buffer): void {
    this.#answer.push(chunk);
    const answer = this.#answer.length === 1 ? chunk : Buffer.concat(this.#answer);
    if (answer.length < 4 || answer.length < answer.readInt32LE(0)) return;
    this.#answer = [];
    this.#waiting?.resolve(answer);
    this.#waiting = undefined;
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }
}
