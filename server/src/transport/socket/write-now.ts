/**
 * A write to a TCP socket without the stream around it, which costs as much as the system call: what `net.Socket` does for
 * each write (a request object, six functions, a tick) is done here only for bytes that the system does not take at once.
 * The handle and its requests are private to Node: they are learnt from an ordinary write, and where they are not as
 * expected every write stays an ordinary one. tests/integration/live-wire.test.ts says when that happens.
 */
import type { Socket } from 'node:net';

/** What stands for bytes on their way. Node looks into it only while some of them wait. */
interface Request {
  /** Negative for one that does not wait. */
  getAsyncId(): number;
  buffer?: Buffer;
  oncomplete?: (status: number) => void;
}

interface Handle {
  /** Bytes that the system has not taken. */
  readonly writeQueueSize: number;
  /** Answers with 0, or the negative number of an error. */
  writeBuffer(request: Request, bytes: Buffer): number;
}

type Constructor<Made> = new () => Made;

let known: { handles: Constructor<Handle>; requests: Constructor<Request> } | null = null;
/** Taken at once, a write leaves its request as it was: the next one has it, whichever the socket. */
let unused: Request | null = null;

/**
 * In order with what was written to the socket before, in this way or the ordinary one. True when nothing of it waits; false
 * when {@link queuedIn} is to be asked.
 */
export function writeNow(socket: Socket, bytes: Buffer): boolean {
  const handle = handleOf(socket);
  if (handle !== null && socket.writableLength === 0 && socket.writable) {
    if (known !== null) return write(socket, handle, known.requests, bytes);
    learn(socket, handle, bytes);
  } else {
    socket.write(bytes);
  }
  return false;
}

/** Bytes that were written and that the system has not taken. */
export function queuedIn(socket: Socket): number {
  return socket.writableLength + (handleOf(socket)?.writeQueueSize ?? 0);
}

function write(socket: Socket, handle: Handle, requests: Constructor<Request>, bytes: Buffer): boolean {
  const request = unused ?? new requests();
  unused = null;
  const status = handle.writeBuffer(request, bytes);
  if (status < 0) {
    socket.destroy();
    return true;
  }
  if (request.getAsyncId() < 0) {
    unused = request;
    return true;
  }
  // Some of it waits, or is still to be reported as written: until then the request is this write's alone.
  request.buffer = bytes;
  request.oncomplete = (completed) => {
    if (completed < 0) socket.destroy();
  };
  return false;
}

/** An ordinary write, to see what Node makes of it. */
function learn(socket: Socket, handle: Handle, bytes: Buffer): void {
  const { writeBuffer } = handle;
  const handles = handle.constructor as Constructor<Handle>;
  handle.writeBuffer = (request: Partial<Request>, data) => {
    const isAsExpected = (request.getAsyncId?.() ?? 0) < 0;
    if (isAsExpected) known = { handles, requests: request.constructor as Constructor<Request> };
    return writeBuffer.call(handle, request as Request, data);
  };
  socket.write(bytes);
  Reflect.deleteProperty(handle, 'writeBuffer');
}

/** Of plain TCP; null for anything else, and where Node keeps it otherwise. */
function handleOf(socket: Socket): Handle | null {
  const { _handle: handle } = socket as unknown as { _handle?: Partial<Handle> | null };
  if (!handle) return null;
  if (known !== null) return handle.constructor === known.handles ? (handle as Handle) : null;
  const isTcp = handle.constructor.name === 'TCP';
  const isAsExpected = typeof handle.writeBuffer === 'function' && typeof handle.writeQueueSize === 'number';
  return isTcp && isAsExpected ? (handle as Handle) : null;
}
