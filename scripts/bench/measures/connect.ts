/** What it costs when a thousand clients come at once: to a server to which as many others had come before, and to one that just started. */
import { setTimeout as wait } from 'node:timers/promises';
import { limits } from '@atrium/shared';
import type { Load } from '../load.ts';
import { showAll } from '../statistics.ts';
import { type Arrived, onServer, type Side, sides } from './arrive.ts';

export interface Cost extends Arrived {
  cpuSeconds: number;
}
type BothSides = { bare: Cost; atrium: Cost };
export interface ConnectRound {
  warm: BothSides;
  cold: BothSides;
}

export async function measureConnect(
  load: Load,
  { clients, rounds, ...profiled }: { clients: number; rounds: number; profile?: string },
): Promise<ConnectRound[]> {
  const { bare, atrium } = await sides(load, 2 * clients, profiled);
  const both = async (warmedBy: number): Promise<BothSides> => ({
    bare: await costOf(bare, load, clients, warmedBy),
    atrium: await costOf(atrium, load, clients, warmedBy),
  });
  const results: ConnectRound[] = [];
  for (let round = 0; round < rounds; round++) {
    const found = { warm: await both(clients), cold: await both(0) };
    results.push(found);
    process.stdout.write(
      `  ${clients} clients, round ${round + 1}: ${told(found.warm)}; just started: ${told(found.cold)}\n`,
    );
  }
  return results;
}

/** Until a node lets as many in at once as before others came. */
const roomAgainMs = (limits.handshakesAtOncePerNode / limits.handshakesPerSecondPerNode) * 1000;

function costOf(side: Side, load: Load, clients: number, warmedBy: number): Promise<Cost> {
  return onServer(side, load, async (server) => {
    if (warmedBy > 0) {
      await side.arrive(server, { from: clients, to: clients + warmedBy });
      await load.run('disconnect');
      await wait(roomAgainMs);
    }
    await server.memory();
    const before = server.cpu();
    const arrived = await side.arrive(server, { from: 0, to: clients });
    return { ...arrived, cpuSeconds: server.cpu() - before };
  });
}

function told({ bare, atrium }: BothSides): string {
  const { connectMs, loadMs, openMs, retried } = atrium;
  return (
    `×${(allMs(atrium) / allMs(bare)).toFixed(2)} in time (${Math.round(connectMs)} + ${Math.round(loadMs)} + ` +
    `${Math.round(openMs)} ms, bare ${Math.round(bare.connectMs)}; ${retried} came back later), ` +
    `×${(atrium.cpuSeconds / bare.cpuSeconds).toFixed(2)} in CPU (${atrium.cpuSeconds.toFixed(2)} s)`
  );
}

function allMs({ connectMs, loadMs, openMs }: Arrived): number {
  return connectMs + loadMs + openMs;
}

function ratios(rounds: readonly BothSides[]) {
  return {
    time: rounds.map(({ bare, atrium }) => allMs(atrium) / allMs(bare)),
    cpu: rounds.map(({ bare, atrium }) => atrium.cpuSeconds / bare.cpuSeconds),
  };
}

export function connectRow(clients: number, rounds: readonly ConnectRound[]): string {
  const warm = ratios(rounds.map((round) => round.warm));
  const cold = ratios(rounds.map((round) => round.cold));
  const shown = [warm.time, warm.cpu, cold.time, cold.cpu].map((values) => showAll(values));
  return `| ${clients} | ${shown.join(' | ')} |`;
}

export const connectHead =
  '| clients | connect, sign in, load, first page to bare’s connect: time | the same in CPU | just started: time | CPU |\n|---|---|---|---|---|';
