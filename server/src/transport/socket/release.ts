/**
 * Lets go of what a connection was made with and nobody asks for again: the upgrade request with its headers, and its
 * answer. An idle connection would hold them for as long as it lives, several kilobytes. Private members of pinned
 * versions: what is not found stays, and costs memory alone.
 */
import type { EventEmitter } from 'node:events';
import { type Engine, netSocket } from './raw-socket.ts';

interface Internals {
  request: unknown;
  transport: EventEmitter & { socket?: EventEmitter };
}

/** To be called once nobody looks at the upgrade request any more. */
export function releaseEngine(engine: Engine): void {
  const internals = engine as unknown as Internals;
  internals.request = null;
  const { transport } = internals;
  transport.removeAllListeners('headers');
  removeListener(transport.socket, 'error', isUpgradeError);
  removeListener(netSocket(engine) ?? undefined, 'close', isResponseClosed);
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
