/**
 * Heartbeats of all connections, from one timer. engine.io has two timers for each of them and makes some 6 KB of garbage
 * for each ping and its answer: of thousands that do nothing that is megabytes a second, over which V8 keeps its young
 * generation as large as a storm of arrivals has made it. Here a ping is a frame that is there already, and an answer that
 * comes alone is told by its bytes, before ws sees it.
 * Private members of pinned versions: where they are not as expected, a connection keeps engine.io's own heartbeat.
 */
import type { Writable } from 'node:stream';
import { textFrame } from './frame.ts';
import { type Engine, writableSocket } from './raw-socket.ts';
import { writeNow } from './write-now.ts';

export interface Heartbeats {
  /** From now on the connection is asked here whether it still lives. */
  take(engine: Engine): void;
  /** A turn, of which {@link slotCount} are a round: those whose turn it is are asked, and let go of if they said nothing since. */
  beat(): void;
  close(): void;
}

interface EngineInternals {
  pingIntervalTimer: NodeJS.Timeout | null;
  pingTimeoutTimer: NodeJS.Timeout | null;
  readyState: string;
  transport: { socket?: { _receiver?: Receiver } };
  sendPacket(type: 'ping'): void;
  onClose(reason: string): void;
}

/** What ws reads a connection's bytes with. */
interface Receiver extends Writable {
  _state: number;
  _bufferedBytes: number;
  _fragmented: number;
  _opcode: number;
  /** Ours: something came since the last beat. */
  isHeard?: boolean;
}

/** How finely a round is divided: connections that came together are not all asked at once. */
export const slotCount = 40;
/** engine.io's packet type. */
const ping = textFrame('2');

/** @param roundMs from one question to the next; who has not answered by then is let go of */
export function createHeartbeats(roundMs: number): Heartbeats {
  const slots = Array.from({ length: slotCount }, () => new Set<Engine>());
  let turn = 0;

  const ask = (engine: Engine): boolean => {
    const internals = engine as unknown as EngineInternals;
    const receiver = internals.transport.socket?._receiver;
    if (!receiver || internals.readyState !== 'open') return false;
    if (!receiver.isHeard) {
      internals.onClose('ping timeout');
      return false;
    }
    receiver.isHeard = false;
    const socket = writableSocket(engine);
    if (socket === null) internals.sendPacket('ping');
    else writeNow(socket, ping);
    return true;
  };

  const beat = () => {
    turn = (turn + 1) % slotCount;
    const slot = slots[turn];
    for (const engine of slot ?? []) if (!ask(engine)) slot?.delete(engine);
  };
  const timer = setInterval(beat, roundMs / slotCount);
  timer.unref();

  return {
    take: (engine) => {
      const internals = engine as unknown as EngineInternals;
      const receiver = internals.transport.socket?._receiver;
      if (!receiver || !isAsExpected(internals, receiver)) return;
      clearTimeout(internals.pingIntervalTimer ?? undefined);
      clearTimeout(internals.pingTimeoutTimer ?? undefined);
      internals.pingIntervalTimer = null;
      internals.pingTimeoutTimer = null;
      receiver.isHeard = true;
      receiver.write = hear as Writable['write'];
      slots[turn]?.add(engine);
    },
    beat,
    close: () => clearInterval(timer),
  };
}

function isAsExpected(
  { pingIntervalTimer, onClose, sendPacket }: EngineInternals,
  { _state, _bufferedBytes, _fragmented, _opcode }: Receiver,
): boolean {
  const numbers = [_state, _bufferedBytes, _fragmented, _opcode].every((value) => typeof value === 'number');
  return (
    numbers && pingIntervalTimer !== null && [onClose, sendPacket].every((it) => typeof it === 'function')
  );
}

/** In place of the receiver's `write`, which ws hands all that comes. */
function hear(this: Receiver, ...args: [chunk: Buffer]): boolean {
  this.isHeard = true;
  if (isPong(args[0]) && isBetweenFrames(this)) return true;
  return Object.getPrototypeOf(this).write.apply(this, args) as boolean;
}

const close = 8;

function isBetweenFrames({
  _state,
  _bufferedBytes,
  _fragmented,
  _opcode,
  writableLength,
}: Receiver): boolean {
  return (
    _state === 0 && _bufferedBytes === 0 && _fragmented === 0 && _opcode !== close && writableLength === 0
  );
}

/** RFC 6455, section 5.2: FIN and the text opcode, one byte, masked; the byte is engine.io's `3`. */
function isPong(bytes: Buffer): boolean {
  return (
    bytes.length === 7 &&
    bytes[0] === 0x81 &&
    bytes[1] === 0x81 &&
    ((bytes[2] ?? 0) ^ (bytes[6] ?? 0)) === 0x33
  );
}
