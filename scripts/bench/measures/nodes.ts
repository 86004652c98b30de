/** The readers of one channel on two nodes instead of one: what the second node costs, Redis and the database included. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ChildProcess, spawn } from 'node:child_process';
import { protocolVersion } from '@atrium/shared';
import { freePort } from '../../../server/src/db/ports.ts';
import type { Counted } from '../generator.ts';
import type { Load } from '../load.ts';
import { cores, cpuSeconds, startPinned, stop } from '../processes.ts';
import { type Seeded, seed } from '../seed.ts';
import { type Server, startAtrium } from '../servers.ts';
import { showAll } from '../statistics.ts';
import { settle, warmUp } from '../warm-up.ts';

export interface NodesRound {
  /** Deliveries per CPU second of all processes, by how many nodes there are. */
  one: number;
  two: number;
}

export async function measureNodes(
  load: Load,
  { readers, rounds, measureMs }: { readers: number; rounds: number; measureMs: number },
): Promise<NodesRound[]> {
  const people = Array.from({ length: readers }, (_, index) => index);
  const pairs = pairsOf(readers);
  const seeded = await seed({ members: readers, channels: [people, pairs.flat(), pairs.flat()] });
  const results: NodesRound[] = [];
  for (let round = 0; round < rounds; round++) {
    const one = await measureWith(1, load, seeded, measureMs);
    const two = await measureWith(2, load, seeded, measureMs);
    results.push({ one, two });
    process.stdout.write(
      `  two nodes, ${readers} readers, round ${round + 1}: CPU per delivery ×${(one / two).toFixed(2)}\n`,
    );
  }
  return results;
}

/** Of the first clients and of the first that are on the second node, where there are two. */
function pairsOf(readers: number): [number, number][] {
  return [0, readers / 2].map((first) => [first, first + 1]);
}

async function measureWith(nodes: number, load: Load, seeded: Seeded, measureMs: number): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'atrium-bench-nodes-'));
  await cp(seeded.dataDir, dataDir, { recursive: true });
  const database = await startDatabase(dataDir);
  const redis = await startRedis();
  const env = {
    MONGO_URL: database.url,
    SESSION_SECRET: 'of the measured nodes, all of which share it',
    ...(nodes > 1 ? { REDIS_URL: redis.url } : {}),
  };
  const servers: Server[] = [];
  try {
    for (let node = 0; node < nodes; node++) servers.push(await startAtrium({ seeded, env }));
    const each = seeded.tokens.length / nodes;
    for (const [index, { port }] of servers.entries()) {
      const tokens = seeded.tokens.slice(index * each, (index + 1) * each);
      await load.run('connect', {
        port,
        auths: tokens.map((token) => ({ protocol: protocolVersion, token })),
        concurrency: 100,
      });
    }
    await settle();
    // Each channel is read on both nodes and written to on one: two writers of one channel would wait for each other.
    const warmRooms = pairsOf(seeded.tokens.length).map((pair, index) => ({
      id: seeded.channelIds[1 + index] ?? '',
      clients: pair,
    }));
    await warmUp(load, 'atrium', warmRooms);
    const clients = seeded.tokens.map((_, index) => index);
    await load.run('rooms', { protocol: 'atrium', rooms: [{ id: seeded.channelIds[0] ?? '', clients }] });
    // And what runs for each delivery.
    await load.run('closed', { inFlight: 4, warmMs: 0, measureMs: 2_000 });
    const pids = [...servers.map(({ pid }) => pid), database.child.pid ?? 0, redis.child.pid ?? 0];
    const used = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
    const cpu = { begin: 0, end: 0 };
    // The same moderate rate for both: how much coalesces at saturation depends on how the nodes take turns.
    const counted: Counted = await load.run(
      'open',
      { messagesPerSecond: 20, warmMs: 1_500, measureMs },
      (mark) => {
        cpu[mark] = used();
      },
    );
    return counted.deliveries / (cpu.end - cpu.begin);
  } finally {
    await load.run('disconnect');
    for (const server of servers) await server.stop();
    await stop(database.child);
    await stop(redis.child);
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function startDatabase(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const file = fileURLToPath(new URL('../../../server/dist/db.js', import.meta.url));
  const child = startPinned({ core: cores.server, file, args: ['--port', '0', '--data', dataDir] });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      const line = /mongodb:\S+/.exec(said)?.[0];
      if (line !== undefined && said.includes('\n')) resolve(line);
    });
    child.once('exit', (code) => reject(new Error(`the database ended with ${code}`)));
  });
  return { child, url };
}

async function startRedis(): Promise<{ child: ChildProcess; url: string }> {
  const port = await freePort();
  const binary = process.env['REDIS_SERVER_BIN'] ?? 'redis-server';
  const child = spawn(
    'taskset',
    ['-c', cores.server, binary, '--port', String(port), '--bind', '127.0.0.1', '--save', ''],
    {
      stdio: 'ignore',
    },
  );
  return { child, url: `redis://127.0.0.1:${port}` };
}

export function nodesRow(readers: number, rounds: readonly NodesRound[]): string {
  return `| ${readers} | ${showAll(rounds.map(({ one, two }) => one / two))} |`;
}

export const nodesHead = '| readers, half on each node | CPU per delivery, two nodes to one |\n|---|---|';
