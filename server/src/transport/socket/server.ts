/** The Socket.IO server: who may connect, and what becomes of a connection. Rights are asked elsewhere. */
import { AtriumError, type ByePacket, limits, newId, protocolVersion } from '@atrium/shared';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { Config } from '../../config.ts';
import type { Authenticate, Caller, Credentials } from '../../core/caller.ts';
import type { Log } from '../../log.ts';
import { RoomlessAdapter } from './adapter.ts';
import { Connection, type ConnectionServices } from './connection.ts';
import { createHandshakes } from './handshakes.ts';
import { createHeartbeats, type Heartbeats } from './heartbeats.ts';
import { judgeOrigin } from './origin.ts';
import { textParser } from './parser.ts';
import { releaseSocket } from './release.ts';

export const pingIntervalMs = 10_000;
export const pingTimeoutMs = 10_000;

export interface SocketServerOptions {
  http: HttpServer;
  config: Pick<Config, 'PUBLIC_URL'>;
  log: Log;
  clock: () => number;
  authenticate: Authenticate;
  /** The visitor's address, which behind a proxy is not the socket's. */
  addressOf: (request: IncomingMessage) => string;
  isDraining: () => boolean;
  socketsOf: (caller: Caller) => number;
  services: ConnectionServices;
  /** Subscribes it. Rejects when its channels cannot be known. */
  attach: (connection: Connection) => Promise<void>;
  detach: (connection: Connection) => void;
}

export interface SocketServer {
  io: Server;
  /** Ends the engine, not the HTTP server. */
  close(): Promise<void>;
}

type Data = { connection?: Connection; refusal?: ByePacket };
type AtriumSocket = Socket<never, never, never, Data>;

export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { http, config, log } = options;
  const io = new Server(http, {
    transports: ['websocket'],
    allowUpgrades: false,
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: limits.frameBytesMax,
    pingInterval: pingIntervalMs,
    pingTimeout: pingTimeoutMs,
    connectTimeout: 15_000,
    destroyUpgrade: false,
    adapter: RoomlessAdapter,
    parser: textParser,
    allowRequest: (request, answer) => {
      const isForeign = judgeOrigin(request, config) === 'foreign';
      answer(isForeign ? 'origin_refused' : null, !isForeign);
    },
  });
  io.engine.on('connection_error', (error: { code?: unknown; message?: unknown }) => {
    log.debug({ code: error.code, reason: error.message }, 'socket refused');
  });
  const heartbeats = createHeartbeats(pingIntervalMs);
  const admitted = createAdmission(options);
  io.use((socket, next) => {
    const decide = async () => {
      try {
        await admitted(socket as unknown as AtriumSocket);
      } catch (error) {
        return next(toConnectError(error, log));
      }
      next();
    };
    void decide();
  });
  io.on('connection', (socket) => open(socket as unknown as AtriumSocket, heartbeats));
  const close = async () => {
    heartbeats.close();
    io.engine.close();
  };
  return { io, close };
}

function createAdmission(options: SocketServerOptions): (socket: AtriumSocket) => Promise<void> {
  const { clock, config, authenticate, addressOf, isDraining, socketsOf, services, attach, detach } = options;
  const handshakes = createHandshakes(clock);
  return async (socket) => {
    const { auth, headers } = socket.handshake;
    if (auth['protocol'] !== protocolVersion) {
      socket.data.refusal = { why: 'version', retryAfterMs: 0 };
      return;
    }
    if (isDraining()) throw new AtriumError('draining', { retryAfterMs: 2_000 });
    const waitMs = handshakes.admit();
    if (waitMs > 0) throw new AtriumError('retry_later', { retryAfterMs: waitMs });

    const credentials = credentialsOf(socket, addressOf, judgeOrigin(socket.request, config) === 'ours');
    const caller = await authenticate(credentials);
    if (!caller) {
      const needsOrigin =
        headers.cookie !== undefined && credentials.bearer === undefined && headers.origin === undefined;
      const message = needsOrigin ? 'a cookie counts only with the Origin of our page' : 'unauthenticated';
      throw new AtriumError('unauthenticated', { message });
    }
    if (caller.deactivated) throw new AtriumError('deactivated');
    if (socketsOf(caller) >= limits.socketsPerMember) throw new AtriumError('limit_reached');

    const connection = new Connection(socket.id, socket.conn, caller, credentials, services);
    let isGone = false;
    const gone = () => {
      if (isGone) return;
      isGone = true;
      connection.closed();
      detach(connection);
    };
    // Of the engine, not of the socket: a client may leave before Socket.IO calls it connected.
    socket.conn.on('close', gone);
    try {
      await attach(connection);
    } catch (error) {
      gone();
      throw error;
    }
    // It left meanwhile: what was subscribed for it after that must go, too.
    if (isGone) detach(connection);
    socket.data.connection = connection;
  };
}

function credentialsOf(
  { handshake, request }: AtriumSocket,
  addressOf: SocketServerOptions['addressOf'],
  isOurPage: boolean,
): Credentials {
  const token: unknown = handshake.auth['token'];
  return {
    cookie: isOurPage ? handshake.headers.cookie : undefined,
    bearer: typeof token === 'string' && token !== '' ? token : undefined,
    address: addressOf(request),
    userAgent: (handshake.headers['user-agent'] ?? '').slice(0, 300),
  };
}

/** Socket.IO has said that it is connected: from here on it is ours alone, and events may be sent. */
function open(socket: AtriumSocket, heartbeats: Heartbeats): void {
  const { conn, data } = socket;
  const { connection, refusal } = data;
  if (!connection) {
    if (refusal) conn.write(`2${JSON.stringify(['bye', refusal])}`);
    conn.close();
    return;
  }
  releaseSocket(socket);
  heartbeats.take(conn);
  conn.on('data', (text: unknown) => connection.receive(text));
  connection.open();
}

/** `connect_error` with the ErrorBody as its `data`: the client sees the code and when to come back. */
function toConnectError(error: unknown, log: Log): Error {
  const known = error instanceof AtriumError ? error : new AtriumError('internal', { cause: error });
  // What fails now fails for all who come now: they must not all come back at once.
  const retryAfterMs = known.retryAfterMs ?? (known.retryable ? 2_000 : undefined);
  const requestId = newId();
  if (known.code === 'internal') log.error({ err: error, requestId }, 'a handshake failed unexpectedly');
  return Object.assign(new Error(known.code), {
    data: { ...known.toBody(requestId), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  });
}
