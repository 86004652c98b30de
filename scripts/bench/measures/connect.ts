/** What a connection costs: in time when a thousand come at once, in memory when they then do nothing. */
import type { Load } from '../load.ts';
import { protocolVersion } from '@atrium/shared';
import { seed } from '../seed.ts';
import { type Server, startAtrium, startBare } from '../servers.ts';
import { showAll } from '../statistics.ts';

export interface ConnectRound {
  bare: { ms: number; cpuSeconds: number; bytesEach: number };
  atrium: {
    ms: number;
    cpuSeconds: number;
    bytesEach: number;
    loadMs: number;
    openMs: number;
    retried: number;
  };
}

const concurrency = 200;

/** Everybody in one large channel and in two of forty. */
export async function measureConnect(
  load: Load,
  { clients, rounds }: { clients: number; rounds: number },
): Promise<ConnectRound[]> {
  const indexes = Array.from({ length: clients }, (_, index) => index);
  const small = (offset: number) =>
    Array.from({ length: clients / 40 }, (_, room) =>
      indexes.slice(room * 40, room * 40 + 40).map((index) => (index + offset) % clients),
    );
  const channels = [indexes, ...small(0), ...small(20)];
  const seeded = await seed({ members: clients, channels, messages: 30 });
  const auths = seeded.tokens.map((token) => ({ protocol: protocolVersion, token }));
  const inputs = indexes.map(() => ({}));
  const openings = indexes.map(() => ({ channelId: seeded.channelIds[0], around: 'newest' }));
  const results: ConnectRound[] = [];
  for (let round = 0; round < rounds; round++) {
    const bare = await measured(await startBare(), load, clients, async (server) => {
      const { ms } = await load.run('connect', {
        port: server.port,
        auths: indexes.map(() => ({ room: 'room' })),
        concurrency,
      });
      return { ms };
    });
    const atrium = await measured(await startAtrium({ seeded }), load, clients, async (server) => {
      const { ms, retried } = await load.run('connect', { port: server.port, auths, concurrency });
      const loaded = await load.run('ask', { name: 'workspace.load', inputs, concurrency });
      const opened = await load.run('ask', { name: 'channel.open', inputs: openings, concurrency });
      const failed = [...loaded.failed, ...opened.failed];
      if (failed.length > 0) throw new Error(`first page: ${failed.join(', ')}`);
      return { ms, retried, loadMs: loaded.ms, openMs: opened.ms };
    });
    results.push({ bare, atrium });
    const [time, memory] = [connectMs(atrium) / bare.ms, atrium.bytesEach / bare.bytesEach];
    process.stdout.write(
      `  ${clients} clients, round ${round + 1}: ×${time.toFixed(2)} in time (${Math.round(atrium.ms)} + ${Math.round(atrium.loadMs)} + ` +
        `${Math.round(atrium.openMs)} ms, bare ${Math.round(bare.ms)}; ${atrium.retried} came back later), ` +
        `×${(atrium.cpuSeconds / bare.cpuSeconds).toFixed(2)} in CPU, ×${memory.toFixed(2)} in memory ` +
        `(${Math.round(atrium.bytesEach / 1024)} KiB, bare ${Math.round(bare.bytesEach / 1024)})\n`,
    );
  }
  return results;
}

async function measured<Result extends object>(
  server: Server,
  load: Load,
  clients: number,
  work: (server: Server) => Promise<Result>,
): Promise<Result & { cpuSeconds: number; bytesEach: number }> {
  try {
    await server.collectGarbage();
    const before = { cpu: server.cpu(), resident: server.resident() };
    const result = await work(server);
    const cpuSeconds = server.cpu() - before.cpu;
    await server.collectGarbage();
    return { ...result, cpuSeconds, bytesEach: (server.resident() - before.resident) / clients };
  } finally {
    await load.run('disconnect');
    await server.stop();
  }
}

function connectMs({ ms, loadMs, openMs }: ConnectRound['atrium']): number {
  return ms + loadMs + openMs;
}

export function connectRatios(rounds: readonly ConnectRound[]) {
  return {
    time: rounds.map(({ bare, atrium }) => connectMs(atrium) / bare.ms),
    cpu: rounds.map(({ bare, atrium }) => atrium.cpuSeconds / bare.cpuSeconds),
    memory: rounds.map(({ bare, atrium }) => atrium.bytesEach / bare.bytesEach),
  };
}

export function connectRow(clients: number, rounds: readonly ConnectRound[]): string {
  const { time, cpu, memory } = connectRatios(rounds);
  return `| ${clients} | ${showAll(time)} | ${showAll(cpu)} | ${showAll(memory)} |`;
}

export const connectHead =
  '| clients | connect, sign in, load, first page: time | the same in CPU | memory each, idle |\n|---|---|---|---|';
