/** What stands before a server under one address: a test takes the server away, or lets a newer build answer in its place. */
import { createServer, request as ask } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface Front {
  url: string;
  /** Nothing answers any more, and whoever is connected is cut off. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** What is answered instead of the server, by path; null: not found. */
  readonly instead: Map<string, { type: string; body: string } | null>;
  stop(): Promise<void>;
}

export async function startFront(server: { url: string }): Promise<Front> {
  const { hostname, port } = new URL(server.url);
  const sockets = new Set<Socket>();
  const instead: Front['instead'] = new Map();
  const front = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const isPage = request.headers['sec-fetch-mode'] === 'navigate' || path === '/';
    const key = isPage && instead.has('/') ? '/' : path;
    const other = instead.get(key);
    if (other !== undefined) {
      response.writeHead(other ? 200 : 404, {
        'content-type': other?.type ?? 'text/plain',
        'cache-control': 'no-cache',
      });
      response.end(other?.body);
      return;
    }
    const { method, url, headers } = request;
    const asked = ask({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    asked.on('error', () => response.destroy());
    request.pipe(asked);
  });
  front.on('upgrade', (request, socket: Socket, head: Buffer) => {
    const behind = connect(Number(port), hostname, () => {
      const lines = [`${request.method} ${request.url} HTTP/1.1`];
      for (let at = 0; at < request.rawHeaders.length; at += 2)
        lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
      behind.write(`${lines.join('\r\n')}\r\n\r\n`);
      behind.write(head);
      socket.pipe(behind).pipe(socket);
    });
    const end = () => {
      socket.destroy();
      behind.destroy();
    };
    for (const side of [socket, behind]) side.on('error', end).on('close', end);
  });
  front.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  let own = 0;
  const up = () =>
    new Promise<void>((resolve) => {
      front.listen(own, '127.0.0.1', () => {
        own = (front.address() as AddressInfo).port;
        resolve();
      });
    });
  const down = () =>
    new Promise<void>((resolve) => {
      front.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await up();
  return {
    url: `http://127.0.0.1:${own}`,
    down,
    up,
    instead,
    stop: () => (front.listening ? down() : Promise.resolve()),
  };
}
