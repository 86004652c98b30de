/** A {@link Link} over Socket.IO. */
import { type ErrorBody, errorCodes, protocolVersion, type Reply } from '@atrium/shared';
import { io } from 'socket.io-client';
import type { LinkListener, OpenLink } from './link.ts';
import { packetNames } from './link.ts';

export interface SocketLinkOptions {
  /** Of the server; the page's own origin when absent. */
  url?: string;
  /** Programs and tests sign in by token, or send a browser's cookie themselves. */
  token?: string;
  headers?: () => Record<string, string>;
}

export function socketLink(options: SocketLinkOptions = {}): OpenLink {
  return (listener) => openSocket(options, listener);
}

function openSocket(
  { url, token, headers }: SocketLinkOptions,
  listener: LinkListener,
): ReturnType<OpenLink> {
  const settings = {
    // Long polling needs sticky sessions; reconnecting is the connection's business, which knows when to come back.
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    timeout: 10_000,
    auth: { protocol: protocolVersion, ...(token === undefined ? {} : { token }) },
    ...(headers ? { extraHeaders: headers() } : {}),
  };
  const socket = url === undefined ? io(settings) : io(url, settings);
  let ended = false;
  const end = (error: ErrorBody | null) => {
    if (ended) return;
    ended = true;
    socket.close();
    listener.closed(error);
  };
  socket.on('connect', () => listener.opened());
  socket.on('connect_error', (error: Error & { data?: unknown }) => end(toErrorBody(error.data)));
  socket.on('disconnect', () => end(null));
  for (const name of packetNames)
    socket.on(name, (packet: unknown) => listener.packet(name, packet as never));
  return {
    ask: (name, input, timeoutMs) =>
      socket.timeout(timeoutMs).emitWithAck(name, input) as Promise<Reply<unknown>>,
    close: () => end(null),
  };
}

/** A refused handshake carries an error body as `data`; anything else is a failed connection. */
function toErrorBody(data: unknown): ErrorBody | null {
  if (typeof data !== 'object' || data === null || !('code' in data)) return null;
  return typeof data.code === 'string' && Object.hasOwn(errorCodes, data.code) ? (data as ErrorBody) : null;
}
