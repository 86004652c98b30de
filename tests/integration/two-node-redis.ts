import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from 'redis';
import { freePort } from '../../server/src/db/ports.ts';

/** A Redis of the test's own that keeps nothing: it can be stopped, and comes back empty on the same port. */
export class RedisServer {
  readonly url: string;
  readonly #port: number;
  #child: ChildProcess | null = null;

  private constructor(port: number) {
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.restart();
    return server;
  }

  async restart(): Promise<void> {
    const binary = process.env['REDIS_SERVER_BIN'] ?? 'redis-server';
    const args = ['--port', String(this.#port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.#child = spawn(binary, args, { stdio: 'ignore' });
    const client = createClient({ url: this.url, socket: { reconnectStrategy: () => 25 } });
    client.on('error', () => undefined);
    await client.connect();
    await client.ping();
    await client.close();
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
}
