/** The Socket.IO server: who may connect, and what becomes of a connection. Rights are asked elsewhere. */
import { AtriumError, limits, newId, protocolVersion } from '@atrium/shared';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { Config } from '../../config.ts';
import type { Authenticate, Caller, Credentials } from '../../core/caller.ts';
import type { Log } from '../../log.ts';
import { createAfterStorm } from './after-storm.ts';
import { type Admit, type ArrivalOptions, receiveArrival, type Refusal } from './arrival.ts';
import { Connection, type ConnectionServices } from './connection.ts';
import { createHandshakes } from './handshakes.ts';
import { createHeartbeats } from './heartbeats.ts';
import { createInStorm } from './in-storm.ts';
import { judgeOrigin } from './origin.ts';
import { type Engine, netSocket } from './raw-socket.ts';
import { releaseEngine } from './release.ts';

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

/** What the engine says of a handshake that it refuses, before it does. */
interface ConnectionError {
  req?: IncomingMessage;
  code?: unknown;
  message?: unknown;
}

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
    destroyUpgrade: false,
    allowRequest: (request, answer) => {
      const isForeign = judgeOrigin(request, config) === 'foreign';
      // The answer to the upgrade and the engine's first packet leave in one write, once there is a connection.
      if (!isForeign) request.socket.cork();
      answer(isForeign ? 'origin_refused' : null, !isForeign);
    },
  });
  io.engine.on('connection_error', (error: ConnectionError) => {
    error.req?.socket.uncork();
    log.debug({ code: error.code, reason: error.message }, 'socket refused');
  });
  io.engine.generateId = () => newId();
  // Socket.IO's own listener, which would make a client, a decoder and a namespace's socket of each connection.
  io.engine.removeAllListeners('connection');
  const heartbeats = createHeartbeats(pingIntervalMs);
  const inStorm = createInStorm();
  const afterStorm = createAfterStorm();
  const arrivals: ArrivalOptions = {
    admit: createAdmission(options),
    refused: (error) => toRefusal(error, log),
    opened: (engine) => {
      releaseEngine(engine);
      heartbeats.take(engine);
      inStorm.arrived();
      afterStorm.arrived();
    },
  };
  io.engine.on('connection', (engine: Engine) => {
    netSocket(engine)?.uncork();
    receiveArrival(engine, arrivals);
  });
  const close = async () => {
    heartbeats.close();
    inStorm.close();
    afterStorm.close();
    io.engine.close();
  };
  return { io, close };
}

function createAdmission(options: SocketServerOptions): Admit {
  const { clock, config, authenticate, addressOf, isDraining, socketsOf, services, attach, detach } = options;
  const handshakes = createHandshakes(clock);
  return async (engine, auth) => {
    if (auth['protocol'] !== protocolVersion) return { why: 'version', retryAfterMs: 0 };
    if (isDraining()) throw new AtriumError('draining', { retryAfterMs: 2_000 });
    const waitMs = handshakes.admit();
    if (waitMs > 0) throw new AtriumError('retry_later', { retryAfterMs: waitMs });

    const { request } = engine;
    const isOurPage = judgeOrigin(request, config) === 'ours';
    const credentials = credentialsOf(request, auth['token'], addressOf(request), isOurPage);
    const caller = await authenticate(credentials);
    if (!caller) {
      const { cookie, origin } = request.headers;
      const needsOrigin = cookie !== undefined && credentials.bearer === undefined && origin === undefined;
      const message = needsOrigin ? 'a cookie counts only with the Origin of our page' : 'unauthenticated';
      throw new AtriumError('unauthenticated', { message });
    }
    if (caller.deactivated) throw new AtriumError('deactivated');
    if (socketsOf(caller) >= limits.socketsPerMember) throw new AtriumError('limit_reached');

    const connection = new Connection(newId(), engine, caller, credentials, services);
    let isGone = false;
    const gone = () => {
      if (isGone) return;
      isGone = true;
      connection.closed();
      detach(connection);
    };
    // From now on: a client may leave before it is let in.
    engine.on('close', gone);
    try {
      await attach(connection);
    } catch (error) {
      gone();
      throw error;
    }
    // It left meanwhile: what was subscribed for it after that must go, too.
    if (isGone) detach(connection);
    return connection;
  };
}

function credentialsOf(
  { headers }: IncomingMessage,
  token: unknown,
  address: string,
  isOurPage: boolean,
): Credentials {
  return {
    cookie: isOurPage ? headers.cookie : undefined,
    bearer: typeof token === 'string' && token !== '' ? token : undefined,
    address,
    userAgent: (headers['user-agent'] ?? '').slice(0, 300),
  };
}

/** The client sees the code and when to come back. */
function toRefusal(error: unknown, log: Log): Refusal {
  const known = error instanceof AtriumError ? error : new AtriumError('internal', { cause: error });
  // What fails now fails for all who come now: they must not all come back at once.
  const retryAfterMs = known.retryAfterMs ?? (known.retryable ? 2_000 : undefined);
  const requestId = newId();
  if (known.code === 'internal') log.error({ err: error, requestId }, 'a handshake failed unexpectedly');
  return {
    message: known.code,
    data: { ...known.toBody(requestId), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  };
}
