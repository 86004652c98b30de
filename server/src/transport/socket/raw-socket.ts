/**
 * The TCP socket under a Socket.IO connection. Writing finished frames to it skips engine.io and ws, which cost more than
 * the frame (docs/performance.md). These are private members of pinned versions: tests/integration/live-wire.test.ts
 * holds them to what is used here, and where they are not as expected the frames take the ordinary way.
 */
import type { Socket as NetSocket } from 'node:net';
import type { Socket } from 'socket.io';

export type Engine = Socket['conn'];

interface EngineInternals {
  readyState: string;
  writeBuffer: unknown[];
  transport: {
    name: string;
    perMessageDeflate: unknown;
    socket?: { readyState: number; _sender?: { _state?: number; _socket?: unknown }; _socket?: NetSocket };
  };
}

const open = 1;
const idle = 0;

/**
 * The socket, when a frame may be written to it now without overtaking or cutting into another: the connection is open,
 * engine.io keeps nothing back, ws is not in the middle of a message and compresses none.
 */
export function writableSocket(engine: Engine): NetSocket | null {
  const { readyState, writeBuffer, transport } = engine as unknown as EngineInternals;
  const websocket = transport.socket;
  if (readyState !== 'open' || writeBuffer.length > 0 || transport.name !== 'websocket') return null;
  if (transport.perMessageDeflate || websocket?.readyState !== open) return null;
  if (websocket._sender?._state !== idle) return null;
  return netSocket(engine);
}

/** The socket in whatever state, to ask how much is queued in it; null when there is none. */
export function netSocket(engine: Engine): NetSocket | null {
  const socket = (engine as unknown as EngineInternals).transport.socket?._socket;
  return socket && typeof socket.write === 'function' && !socket.destroyed ? socket : null;
}
