/** What it costs when a thousand clients come at once: to a server to which others had come before, ten times as many or as many, and to one that just started. */
import { setTimeout as wait } from 'node:timers/promises';
import { limits } from '@atrium/shared';
import type { Connected } from '../generator.ts';
import type { Load } from '../load.ts';
import { showAll } from '../statistics.ts';
import { onServer, type Side, sides } from './arrive.ts';

export interface Cost extends Connected {
  cpuSeconds: number;
}
type BothSides = { bare: Cost; atrium: Cost };
/** How often as many others had come before. */
const comings = [10, 1, 0] as const;
/** By {@link comings}. */
export type ConnectRound = Record<(typeof comings)[number], BothSides>;

export async function measureConnect(
  load: Load,
  { clients, rounds, ...profiled }: { clients: number; rounds: number; profile?: string },
): Promise<ConnectRound[]> {
  const { bare, atrium } = await sides(load, 2 * clients, profiled);
  const both = async (before: number): Promise<BothSides> => ({
    bare: await costOf(bare, load, clients, before),
    atrium: await costOf(atrium, load, clients, before),
  });
  const results: ConnectRound[] = [];
  for (let round = 0; round < rounds; round++) {
    const found = {} as ConnectRound;
    for (const before of comings) {
      found[before] = await both(before);
      process.stdout.write(
        `  ${clients} clients, ${before * clients} before, round ${round + 1}: ${told(found[before])}\n`,
      );
    }
    results.push(found);
  }
  return results;
}

/** Until a node lets as many in at once as before others came. */
const roomAgainMs = (limits.handshakesAtOncePerNode / limits.handshakesPerSecondPerNode) * 1000;

function costOf(side: Side, load: Load, clients: number, before: number): Promise<Cost> {
  return onServer(side, load, async (server) => {
    for (let coming = 0; coming < before; coming++) {
      await side.arrive(server, { from: clients, to: 2 * clients });
      await load.run('disconnect');
      await wait(roomAgainMs);
    }
    const used = server.cpu();
    const arrived = await side.arrive(server, { from: 0, to: clients });
    return { ...arrived, cpuSeconds: server.cpu() - used };
  });
}

function told({ bare, atrium }: BothSides): string {
  const { ms, retried, cpuSeconds } = atrium;
  return (
    `×${(ms / bare.ms).toFixed(2)} in time (${Math.round(ms)} ms, bare ${Math.round(bare.ms)}; ` +
    `${retried} came back later), ×${(cpuSeconds / bare.cpuSeconds).toFixed(2)} in CPU (${cpuSeconds.toFixed(2)} s)`
  );
}

function ratios(rounds: readonly BothSides[]) {
  return {
    time: rounds.map(({ bare, atrium }) => atrium.ms / bare.ms),
    cpu: rounds.map(({ bare, atrium }) => atrium.cpuSeconds / bare.cpuSeconds),
  };
}

export function connectRow(clients: number, rounds: readonly ConnectRound[]): string {
  const rows = comings.map((before) => {
    const { time, cpu } = ratios(rounds.map((round) => round[before]));
    return `| ${clients} | ${before * clients} | ${showAll(time)} | ${showAll(cpu)} |`;
  });
  return rows.join('\n');
}

export const connectHead =
  '| clients | came before | connect, sign in, load, first page to bare’s connect: time | the same in CPU |\n|---|---|---|---|';
