/**
 * Lets go of what a connection was made with and nobody asks for again: the upgrade request with its headers, its answer,
 * and Socket.IO's own client and socket. An idle connection would hold them for as long as it lives, several kilobytes.
 * Private members of pinned versions: what is not found stays, and costs memory alone.
 */
import type { EventEmitter } from 'node:events';
import type { Socket } from 'socket.io';
import { netSocket } from './raw-socket.ts';

interface Internals {
  client: { destroy?: () => void };
  nsp: { sockets: Map<string, unknown> };
}

/** From now on what the client sends goes to the engine's own listeners alone. */
export function releaseSocket(socket: Pick<Socket, 'id' | 'conn'>): void {
  const { client, nsp } = socket as unknown as Internals;
  client.destroy?.();
  nsp.sockets.delete(socket.id);
  const engine = socket.conn as unknown as {
    request: unknown;
    transport: EventEmitter & { socket?: EventEmitter };
  };
  engine.request = null;
  const { transport } = engine;
  transport.removeAllListeners('headers');
  removeListener(transport.socket, 'error', isUpgradeError);
  removeListener(netSocket(socket.conn) ?? undefined, 'close', isResponseClosed);
}

type Listener = (...args: never[]) => void;

function removeListener(
  emitter: EventEmitter | undefined,
  name: string,
  isMeant: (listener: Listener, raw: Listener) => boolean,
): void {
  if (!emitter) return;
  const raw = emitter.rawListeners(name) as Listener[];
  const index = (emitter.listeners(name) as Listener[]).findIndex((listener, at) =>
    isMeant(listener, raw[at] ?? listener),
  );
  if (index >= 0) emitter.removeListener(name, raw[index] as never);
}

/** Of engine.io, while it was not its transport's yet. */
function isUpgradeError({ name }: Listener): boolean {
  return name === 'onUpgradeError';
}

/** engine.io's response to the upgrade, which tells middleware when it is over. There is none. */
function isResponseClosed(listener: Listener, raw: Listener): boolean {
  return listener !== raw && listener.name === '' && String(listener).includes('this.emit("close")');
}
