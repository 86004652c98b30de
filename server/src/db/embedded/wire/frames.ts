/**
 * Splits a connection's bytes into MongoDB wire messages and reads them.
 * Source: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */
import { entries, field, Raw, readInt32, stringOf, Type } from '../bson/raw.ts';
import { validateDocument } from '../bson/validate.ts';
import { crc32c } from './crc32c.ts';

export const Opcode = { reply: 1, query: 2004, compressed: 2012, message: 2013 } as const;

/** Bytes of one message with its header. */
export const maxMessageBytes = 48_000_000;
const headerBytes = 16;

const flagChecksum = 1;
const flagMoreToCome = 2;
const knownRequiredFlags = flagChecksum | flagMoreToCome;

/** The connection sent what is not the protocol: it cannot be trusted to be in step and is closed. */
export class ProtocolViolation extends Error {}

export interface Request {
  requestId: number;
  /** `query` asks to be answered with OP_REPLY: the first handshake of older drivers. */
  kind: 'message' | 'query';
  body: Raw;
  database: string;
  /** The client reads no answer (OP_MSG's moreToCome). */
  silent: boolean;
}

/** Collects bytes and yields whole messages. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;

  /** Throws ProtocolViolation on a length that cannot be one. */
  *push(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= headerBytes) {
      if (this.#chunks[0]!.length < headerBytes) this.#join();
      const length = readInt32(this.#chunks[0]!, 0);
      if (length < headerBytes || length > maxMessageBytes)
        throw new ProtocolViolation(`message length ${length}`);
      if (this.#size < length) return;
      if (this.#chunks[0]!.length < length) this.#join();
      const first = this.#chunks[0]!;
      this.#size -= length;
      if (first.length === length) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(length);
      yield first.subarray(0, length);
    }
  }

  #join(): void {
    this.#chunks = [Buffer.concat(this.#chunks)];
  }
}

function document(frame: Buffer, at: number, limit: number): Raw {
  return new Raw(Type.object, frame, at, validateDocument(frame, at, limit));
}

function nameAt(frame: Buffer, at: number, limit: number): string {
  const zero = frame.indexOf(0, at);
  if (zero < 0 || zero >= limit) throw new ProtocolViolation('a name is not terminated');
  return frame.toString('utf8', at, zero);
}

/** Throws ProtocolViolation, or a CommandError when only the BSON within is wrong. */
export function readRequest(frame: Buffer): Request {
  const requestId = readInt32(frame, 4);
  const opcode = readInt32(frame, 12);
  if (opcode === Opcode.message) return readMessage(frame, requestId);
  if (opcode === Opcode.query) return readQuery(frame, requestId);
  throw new ProtocolViolation(`opcode ${opcode}`);
}

function readMessage(frame: Buffer, requestId: number): Request {
  if (frame.length < headerBytes + 4 + 1) throw new ProtocolViolation('an empty OP_MSG');
  const flags = readInt32(frame, headerBytes);
  if ((flags & 0xffff & ~knownRequiredFlags) !== 0) throw new ProtocolViolation(`OP_MSG flags ${flags}`);
  const limit = frame.length - (flags & flagChecksum ? 4 : 0);
  if (
    flags & flagChecksum &&
    (limit < headerBytes + 4 || crc32c(frame.subarray(0, limit)) !== frame.readUInt32LE(limit))
  ) {
    throw new ProtocolViolation('a wrong checksum');
  }
  let body: Raw | undefined;
  const sequences: [string, Raw][] = [];
  let at = headerBytes + 4;
  while (at < limit) {
    const kind = frame[at]!;
    at += 1;
    if (kind === 0) {
      if (body) throw new ProtocolViolation('an OP_MSG with two bodies');
      body = document(frame, at, limit);
      at = body.end;
    } else if (kind === 1) {
      if (at + 4 > limit) throw new ProtocolViolation('a document sequence is cut off');
      const end = at + readInt32(frame, at);
      if (end > limit || end < at + 5) throw new ProtocolViolation('a document sequence has a wrong length');
      const name = nameAt(frame, at + 4, end);
      at += 5 + Buffer.byteLength(name);
      const documents: Raw[] = [];
      while (at < end) {
        const next = document(frame, at, end);
        documents.push(next);
        at = next.end;
      }
      sequences.push([name, new SequenceRaw(documents)]);
    } else throw new ProtocolViolation(`OP_MSG section kind ${kind}`);
  }
  if (!body) throw new ProtocolViolation('an OP_MSG without a body');
  if (sequences.length > 0) body = withSequences(body, sequences);
  const database = field(body, '$db');
  return {
    requestId,
    kind: 'message',
    body,
    database: database?.type === Type.string ? stringOf(database) : '',
    silent: (flags & flagMoreToCome) !== 0,
  };
}

/** A kind 1 section, kept as a list so that a batch is not copied into one array. */
export class SequenceRaw extends Raw {
  readonly documents: readonly Raw[];

  constructor(documents: readonly Raw[]) {
    super(Type.array, Buffer.alloc(0), 0, 0);
    this.documents = documents;
  }
}

/** A command body whose batches came as document sequences beside it. */
export class CommandBody extends Raw {
  readonly sequences: ReadonlyMap<string, SequenceRaw>;

  constructor(body: Raw, sequences: ReadonlyMap<string, SequenceRaw>) {
    super(Type.object, body.buf, body.start, body.end);
    this.sequences = sequences;
  }
}

function withSequences(body: Raw, sequences: [string, Raw][]): Raw {
  return new CommandBody(body, new Map(sequences as [string, SequenceRaw][]));
}

function readQuery(frame: Buffer, requestId: number): Request {
  const namespace = nameAt(frame, headerBytes + 4, frame.length);
  const at = headerBytes + 4 + Buffer.byteLength(namespace) + 1 + 8;
  let body = document(frame, at, frame.length);
  const [first] = entries(body);
  if (first && (first[0] === '$query' || first[0] === 'query') && first[1].isObject) body = first[1];
  const dot = namespace.indexOf('.');
  return {
    requestId,
    kind: 'query',
    body,
    database: dot < 0 ? namespace : namespace.slice(0, dot),
    silent: false,
  };
}

let lastId = 0;

function header(length: number, responseTo: number, opcode: number, extra: number): Buffer {
  const bytes = Buffer.alloc(headerBytes + extra);
  lastId = (lastId + 1) & 0x7fffffff;
  bytes.writeInt32LE(length, 0);
  bytes.writeInt32LE(lastId, 4);
  bytes.writeInt32LE(responseTo, 8);
  bytes.writeInt32LE(opcode, 12);
  return bytes;
}

/** The bytes of an answer, as parts to be written one after the other. */
export function writeReply(request: Pick<Request, 'kind' | 'requestId'>, body: Buffer): Buffer[] {
  if (request.kind === 'query') {
    const head = header(headerBytes + 20 + body.length, request.requestId, Opcode.reply, 20);
    head.writeInt32LE(8, headerBytes);
    head.writeInt32LE(1, headerBytes + 16);
    return [head, body];
  }
  const head = header(headerBytes + 5 + body.length, request.requestId, Opcode.message, 5);
  return [head, body];
}
