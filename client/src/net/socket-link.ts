/** A {@link Link} over Socket.IO. */
import {
  type ErrorBody,
  errorCodes,
  type FirstCommand,
  limits,
  protocolVersion,
  type Reply,
} from '@atrium/shared';
import { io, type Socket } from 'socket.io-client';
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
    auth: (give: (shown: object) => void) =>
      give({
        protocol: protocolVersion,
        ...(token === undefined ? {} : { token }),
        first: takeFirst(socket),
      }),
    ...(headers ? { extraHeaders: headers() } : {}),
  };
  const socket: Socket = url === undefined ? io(settings) : io(url, settings);
  let ended = false;
  let opened = false;
  // Socket.IO settles by itself what was asked of a socket that was connected, and only that.
  let refuse: (error: Error) => void = () => {};
  const refused = new Promise<never>((_, reject) => (refuse = reject));
  refused.catch(() => {});
  const end = (error: ErrorBody | null) => {
    if (ended) return;
    ended = true;
    socket.close();
    refuse(new Error('the link closed'));
    listener.closed(error);
  };
  socket.on('connect', () => {
    opened = true;
    listener.opened();
  });
  socket.on('connect_error', (error: Error & { data?: unknown }) => end(toErrorBody(error.data)));
  socket.on('disconnect', () => end(null));
  for (const name of packetNames)
    socket.on(name, (packet: unknown) => listener.packet(name, packet as never));
  return {
    ask: (name, input, timeoutMs) => {
      const reply = socket.timeout(timeoutMs).emitWithAck(name, input) as Promise<Reply<unknown>>;
      return opened ? reply : Promise.race([reply, refused]);
    },
    close: () => end(null),
  };
}

/** What was asked before there was anybody to send it to. Its acknowledgements are awaited already. */
function takeFirst({ sendBuffer }: Socket): FirstCommand[] {
  return sendBuffer
    .splice(0, limits.firstCommandsMax)
    .map(({ id = 0, data: [name, input] }) => [id, name, input]);
}

/** A refused handshake carries an error body as `data`; anything else is a failed connection. */
function toErrorBody(data: unknown): ErrorBody | null {
  if (typeof data !== 'object' || data === null || !('code' in data)) return null;
  return typeof data.code === 'string' && Object.hasOwn(errorCodes, data.code) ? (data as ErrorBody) : null;
}
