/** What a client costs in memory that does nothing: after it signed in, loaded the workspace and opened a channel. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Load } from '../load.ts';
import type { Memory } from '../servers.ts';
import { showAll } from '../statistics.ts';
import { onServer, type Side, sides } from './arrive.ts';

/** As many come and go before the first reading: what a server sets up once is no connection's. */
const warmUp = 1_000;
/** Answers that many share are let go of, and presence is told, within this. */
const quietMs = 12_000;

export interface IdleRound {
  bare: Memory;
  atrium: Memory;
}

/** Bytes for each client. */
export async function measureIdle(
  load: Load,
  { clients, rounds }: { clients: number; rounds: number },
): Promise<IdleRound[]> {
  const { bare, atrium } = await sides(load, clients + warmUp);
  const results: IdleRound[] = [];
  for (let round = 0; round < rounds; round++) {
    const found = {
      bare: await memoryEach(bare, load, clients),
      atrium: await memoryEach(atrium, load, clients),
    };
    results.push(found);
    const told = (field: keyof Memory) =>
      `×${(found.atrium[field] / found.bare[field]).toFixed(2)} (${kib(found.atrium[field])}, bare ${kib(found.bare[field])} KiB)`;
    process.stdout.write(
      `  ${clients} idle, round ${round + 1}: resident ${told('resident')}, own ${told('own')}, heap ${told('heap')}\n`,
    );
  }
  return results;
}

function memoryEach(side: Side, load: Load, clients: number): Promise<Memory> {
  return onServer(side, load, async (server) => {
    await side.arrive(server, { from: clients, to: clients + warmUp });
    await load.run('disconnect');
    await wait(quietMs);
    const before = await server.memory();
    await side.arrive(server, { from: 0, to: clients });
    await wait(quietMs);
    const after = await server.memory();
    const each = (field: keyof Memory) => (after[field] - before[field]) / clients;
    return { resident: each('resident'), own: each('own'), heap: each('heap') };
  });
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}

export function idleRow(clients: number, rounds: readonly IdleRound[]): string {
  const ratio = (field: keyof Memory) =>
    showAll(rounds.map(({ bare, atrium }) => atrium[field] / bare[field]));
  return `| ${clients} | ${ratio('resident')} | ${ratio('own')} | ${ratio('heap')} |`;
}

export const idleHead =
  '| clients | memory each, idle, to bare’s | without pages of files | V8’s heaps |\n|---|---|---|---|';
