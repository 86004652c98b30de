/** A database, a Redis and several nodes of the built server, each a process, each behind a proxy that can fail. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../server/src/db/ports.ts';
import { Child } from './child.ts';
import { newDatabaseName } from './people.ts';
import { Proxy } from './proxy.ts';

export interface ClusterOptions {
  nodes: number;
  redis?: boolean;
  /** Of all nodes, or of one, as environment variables. */
  env?: Record<string, string>;
  envOf?: (node: number) => Record<string, string>;
}

export class Node {
  readonly child: Child;
  /** Between this node and the database, and between it and Redis. */
  readonly toDatabase: Proxy;
  readonly toRedis: Proxy | null;
  port = 0;

  constructor(child: Child, toDatabase: Proxy, toRedis: Proxy | null) {
    this.child = child;
    this.toDatabase = toDatabase;
    this.toRedis = toRedis;
  }

  async start(env: Record<string, string> = {}): Promise<void> {
    this.port = Number(new URL(await this.child.start(env)).port);
  }

  async restart(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | NodeJS.Signals> {
    const ended = await this.child.end(signal);
    await this.start();
    return ended;
  }
}

export class Cluster {
  readonly nodes: Node[] = [];
  readonly database: Child | null;
  readonly redis: Child | null;
  redisPort = 0;
  #databasePort = 0;
  readonly #databaseName = newDatabaseName();
  readonly #folder: string;
  readonly #proxies: Proxy[] = [];

  private constructor(folder: string, redis: boolean) {
    this.#folder = folder;
    this.database = process.env['MONGO_URL']
      ? null
      : new Child({
          name: 'database',
          args: [join('server', 'dist', 'db.js'), '--port', '0', '--data', join(folder, 'database')],
          ready: /mongodb:\/\/[^:/]+:(\d+)/,
        });
    this.redis = redis ? redisChild(() => this.redisPort) : null;
  }

  static async start({ nodes, redis = true, env = {}, envOf }: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster(await mkdtemp(join(tmpdir(), 'atrium-chaos-')), redis);
    await cluster.startDatabase();
    if (redis) cluster.redisPort = await freePort();
    await cluster.startRedis();
    for (let index = 0; index < nodes; index += 1) {
      cluster.nodes.push(await cluster.#node(index, { ...env, ...envOf?.(index) }));
    }
    return cluster;
  }

  /** Around the proxies. */
  get databaseUrl(): string {
    return this.#urlAt(this.#databasePort);
  }

  async startDatabase(): Promise<void> {
    if (this.database) this.#databasePort = Number(await this.database.start());
    else this.#databasePort = Number(new URL(process.env['MONGO_URL'] ?? '').port || 27_017);
  }

  startNodes(): Promise<unknown> {
    return Promise.all(this.nodes.map((node) => node.start()));
  }

  async startRedis(): Promise<void> {
    await this.redis?.start();
  }

  /** For one client: it prefers one node and takes the next when that is away, as behind a load balancer. */
  async link(preferred: number): Promise<Proxy> {
    return this.#proxy(() => {
      const count = this.nodes.length;
      return this.nodes.map((_, index) => this.nodes[(preferred + index) % count]?.port ?? 0);
    });
  }

  async #proxy(targets: () => readonly number[]): Promise<Proxy> {
    const proxy = await Proxy.open(targets);
    this.#proxies.push(proxy);
    return proxy;
  }

  async #node(index: number, env: Record<string, string>): Promise<Node> {
    const toDatabase = await this.#proxy(() => [this.#databasePort]);
    const toRedis = this.redis ? await this.#proxy(() => [this.redisPort]) : null;
    const child = new Child({
      name: `node ${index + 1}`,
      args: ['--enable-source-maps', join('server', 'dist', 'main.js')],
      ready: /Atrium is at (\S+)\n/,
      env: {
        ...{ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'warn', RATE_LIMITS: 'off', DRAIN_MS: '10000' },
        DATA_DIR: join(this.#folder, `node-${index + 1}`),
        MONGO_URL: this.#urlAt(toDatabase.port),
        SESSION_SECRET: 'a secret that all of these nodes share',
        ...(toRedis ? { REDIS_URL: `redis://127.0.0.1:${toRedis.port}` } : {}),
        ...env,
      },
    });
    return new Node(child, toDatabase, toRedis);
  }

  #urlAt(port: number): string {
    const url = new URL(process.env['MONGO_URL'] ?? 'mongodb://127.0.0.1/');
    url.host = `127.0.0.1:${port}`;
    url.pathname = `/${this.#databaseName}`;
    // Else the driver would go round the proxy, to the address that the server has for itself.
    url.searchParams.set('directConnection', 'true');
    url.searchParams.delete('replicaSet');
    return url.href;
  }

  /**
   * What nodes logged as errors, but for those of a database that a fault took away, and the answers that told somebody so
   * (503) or that its disk is full (507).
   */
  errors(): string[] {
    const ofDatabase = /"err":\{"name":"Mongo|"status":50[37],/;
    return this.nodes.flatMap(({ child }) =>
      child.output
        .split('\n')
        .filter((line) => /^\{"level":"(error|fatal)"/.test(line) && !ofDatabase.test(line))
        .map((line) => `${child.name}: ${line.slice(0, 2_000)}`),
    );
  }

  async close(): Promise<void> {
    for (const child of [...this.nodes.map((node) => node.child), this.redis, this.database]) {
      await child?.end('SIGKILL');
    }
    for (const proxy of this.#proxies) await proxy.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function redisChild(port: () => number): Child {
  return new Child({
    name: 'redis',
    program: process.env['REDIS_SERVER_BIN'] ?? 'redis-server',
    get args() {
      return ['--port', String(port()), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    },
    ready: /Ready to accept connections/,
  });
}
