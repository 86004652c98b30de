import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AtriumError, type MemberId, protocolVersion, type Reply } from '@atrium/shared';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { createTurn } from '../../server/src/core/delivery/turn.ts';
import type { Connection } from '../../server/src/transport/socket/connection.ts';
import { createSocketServer } from '../../server/src/transport/socket/server.ts';
import { createSlowReaders } from '../../server/src/transport/socket/slow-readers.ts';

export type Run = (name: string, input: unknown) => Promise<Reply<unknown>>;

/** The socket server alone, under a dispatcher of the test's own. */
export class WireServer {
  readonly http: Server = createServer();
  readonly connections: Connection[] = [];
  readonly ended: string[] = [];
  readonly heads: string[] = [];
  url = '';
  publicUrl: string | undefined;
  draining = false;
  attachError: Error | null = null;
  run: Run = async (_name, input) => ({ ok: true, result: input });
  readonly turn = createTurn((error) => {
    throw error;
  });
  readonly slow = createSlowReaders(Date.now);
  #clients: Socket[] = [];

  static async start(options: { publicUrl?: string } = {}): Promise<WireServer> {
    const server = new WireServer();
    server.publicUrl = options.publicUrl;
    server.#listen();
    server.http.listen(0, '127.0.0.1');
    await once(server.http, 'listening');
    server.url = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}`;
    return server;
  }

  #listen(): void {
    createSocketServer({
      http: this.http,
      config: { PUBLIC_URL: this.publicUrl },
      log: pino({ level: 'silent' }),
      clock: Date.now,
      authenticate: async ({ bearer, cookie, address }) => {
        const name = bearer ?? /(?:^|; )session=(\w+)/.exec(cookie ?? '')?.[1];
        if (name === undefined || name === 'zed') return null;
        return {
          memberId: name as MemberId,
          role: 'member',
          companyId: null,
          deactivated: name === 'gone',
          proof: { kind: 'session', sessionId: `of ${name}`, expiresAt: Number.MAX_SAFE_INTEGER },
          address,
        };
      },
      addressOf: (request) => request.socket.remoteAddress ?? '',
      isDraining: () => this.draining,
      socketsOf: ({ memberId }) => this.connections.filter((one) => one.memberId === memberId).length,
      services: {
        outlet: { turn: this.turn, slow: this.slow, clock: Date.now },
        run: (_connection, name, input) => this.run(name, input),
        sendHeads: (reader) => void this.heads.push(reader.id),
        ended: (_connection, why) => void this.ended.push(why),
      },
      attach: async (connection) => {
        if (this.attachError) throw new AtriumError('retry_later', { cause: this.attachError });
        this.connections.push(connection);
      },
      detach: (connection) => {
        const index = this.connections.indexOf(connection);
        if (index >= 0) this.connections.splice(index, 1);
      },
    });
  }

  /** A stock client. */
  client(auth: Record<string, unknown> = { token: 'ana' }, headers: Record<string, string> = {}): Socket {
    const client = io(this.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { protocol: protocolVersion, ...auth },
      extraHeaders: headers,
    });
    this.#clients.push(client);
    return client;
  }

  async connected(auth?: Record<string, unknown>, headers?: Record<string, string>): Promise<Socket> {
    const client = this.client(auth, headers);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', resolve);
      client.once('connect_error', reject);
    });
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    this.slow.close();
    this.http.closeAllConnections();
    await new Promise<void>((resolve) => this.http.close(() => resolve()));
  }
}
