/** The readers of one channel on two nodes instead of one: what the second node costs, Redis and the database included. */
import { cp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type ChildProcess, spawn } from 'node:child_process';
import { protocolVersion } from '@atrium/shared';
import { freePort } from '../../../server/src/db/ports.ts';
import type { Load } from '../load.ts';
import { cores, cpuSeconds, startPinned, stop } from '../processes.ts';
import { type Seeded, seed } from '../seed.ts';
import { type Server, startAtrium } from '../servers.ts';
import { showAll } from '../statistics.ts';
import { temporaryFolder } from '../temporary.ts';
import type { Room } from '../traffic.ts';
import { settleWholly, warmUp } from '../warm-up.ts';

export interface NodesRound {
  /** Deliveries per CPU second of all processes, by how many nodes there are. */
  one: number;
  two: number;
}

/** A database, a Redis and the nodes on them, with everybody connected. */
interface Cluster {
  nodes: number;
  pids: number[];
  room: Room;
  warmRooms: Room[];
  stop(): Promise<void>;
}

/** For each node, before anything is measured. */
const warmMessages = 30_000;
/** One node and two are measured in turn, so often: what the machine can do changes from minute to minute. */
const stretches = 5;
const stretchMs = 3_000;
/** The same moderate rate for both: how much coalesces at saturation depends on how the nodes take turns. */
const messagesPerSecond = 20;

export async function measureNodes(
  load: Load,
  { readers, rounds }: { readers: number; rounds: number },
): Promise<NodesRound[]> {
  const people = Array.from({ length: readers }, (_, index) => index);
  const pairs = pairsOf(readers);
  const seeded = await seed({ members: readers, channels: [people, pairs.flat(), pairs.flat()] });
  const results: NodesRound[] = [];
  for (let round = 0; round < rounds; round++) {
    const found = await measureBoth(load, seeded);
    results.push(found);
    process.stdout.write(
      `  two nodes, ${readers} readers, round ${round + 1}: CPU per delivery ×${(found.one / found.two).toFixed(2)}\n`,
    );
  }
  return results;
}

/** Of the first clients and of the first that are on the second node, where there are two. */
function pairsOf(readers: number): [number, number][] {
  return [0, readers / 2].map((first) => [first, first + 1]);
}

async function measureBoth(load: Load, seeded: Seeded): Promise<NodesRound> {
  const clusters: Cluster[] = [];
  try {
    for (const nodes of [1, 2]) {
      clusters.push(await startCluster(load, seeded, nodes, clusters.length * seeded.tokens.length));
    }
    // On two nodes each is quiet enough to give back memory while it is measured, on one it is not.
    await settleWholly();
    for (const { nodes, room, warmRooms } of clusters) {
      // In the same time two nodes on one core come to far fewer messages, and would still be compiling.
      await warmUp(load, 'atrium', warmRooms, nodes * warmMessages);
      // And what runs for each delivery.
      await load.run('rooms', { protocol: 'atrium', rooms: [room] });
      await load.run('closed', { inFlight: 4, warmMs: 0, measureMs: 2_000 });
    }
    const sums = clusters.map((cluster) => ({ cluster, deliveries: 0, cpu: 0 }));
    for (let stretch = 0; stretch < stretches; stretch++) {
      for (const sum of sums) {
        const { deliveries, cpu } = await measureStretch(load, sum.cluster);
        sum.deliveries += deliveries;
        sum.cpu += cpu;
      }
    }
    const [one = Number.NaN, two = Number.NaN] = sums.map(({ deliveries, cpu }) => deliveries / cpu);
    return { one, two };
  } finally {
    await load.run('disconnect');
    for (const cluster of clusters) await cluster.stop();
  }
}

async function measureStretch(load: Load, { room, pids }: Cluster) {
  await load.run('rooms', { protocol: 'atrium', rooms: [room] });
  const used = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const cpu = { begin: 0, end: 0 };
  const options = { messagesPerSecond, warmMs: 1_500, measureMs: stretchMs };
  const { deliveries } = await load.run('open', options, (mark) => {
    cpu[mark] = used();
  });
  return { deliveries, cpu: cpu.end - cpu.begin };
}

/** @param firstClient as the load generator counts those who are connected */
async function startCluster(
  load: Load,
  seeded: Seeded,
  nodes: number,
  firstClient: number,
): Promise<Cluster> {
  const dataDir = await temporaryFolder('nodes');
  const servers: Server[] = [];
  const children: ChildProcess[] = [];
  const stopAll = async () => {
    for (const server of servers) await server.stop();
    for (const child of children) await stop(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await cp(seeded.dataDir, dataDir, { recursive: true });
    const database = await startDatabase(dataDir);
    children.push(database.child);
    const redis = await startRedis();
    children.push(redis.child);
    const env = {
      MONGO_URL: database.url,
      SESSION_SECRET: 'of the measured nodes, all of which share it',
      ...(nodes > 1 ? { REDIS_URL: redis.url } : {}),
    };
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
  } catch (error) {
    await stopAll();
    throw error;
  }
  const room = (channel: number, people: readonly number[]): Room => ({
    id: seeded.channelIds[channel] ?? '',
    clients: people.map((person) => firstClient + person),
  });
  const everybody = seeded.tokens.map((_, index) => index);
  return {
    nodes,
    pids: [...servers, ...children].map(({ pid }) => pid ?? 0),
    room: room(0, everybody),
    // Each channel is read on both nodes and written to on one: two writers of one channel would wait for each other.
    warmRooms: pairsOf(everybody.length).map((pair, index) => room(1 + index, pair)),
    stop: stopAll,
  };
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
