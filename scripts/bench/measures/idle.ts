/** What a client costs in memory that does nothing: after it signed in, loaded the workspace and opened a channel. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Load } from '../load.ts';
import type { Memory, Server } from '../servers.ts';
import { showAll } from '../statistics.ts';
import { onServer, type Side, sides } from './arrive.ts';

/** As many come and go before the first reading: what a server sets up once is no connection's. */
const warmUp = 1_000;
/** Answers that many share are let go of, presence is told, and V8 has looked whether it should collect, within this. */
const quietMs = 20_000;
/**
 * From one collection to the next. V8 gives back its young generation when a collection finds that little was allocated of
 * late: whether the first one still sees the storm is luck, on either side; the second sees what an idle server does.
 */
const settleMs = 6_000;

/** As read at the first collection, and at the second. */
interface Reading {
  atOnce: Memory;
  settled: Memory;
}

export interface IdleRound {
  bare: Reading;
  atrium: Reading;
}

/** What is told of a reading, in bytes. */
const figures = {
  resident: ({ settled }: Reading) => settled.resident,
  own: ({ settled }: Reading) => settled.own,
  heap: ({ settled }: Reading) => settled.heap,
  atOnce: ({ atOnce }: Reading) => atOnce.resident,
};
type Figure = keyof typeof figures;

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
    const told = (name: Figure) => {
      const { [name]: of } = figures;
      return `${name} ×${ratio(found, name).toFixed(2)} (${kib(of(found.atrium))}, bare ${kib(of(found.bare))} KiB)`;
    };
    const names = Object.keys(figures) as Figure[];
    process.stdout.write(`  ${clients} idle, round ${round + 1}: ${names.map(told).join(', ')}\n`);
  }
  return results;
}

function ratio({ atrium, bare }: IdleRound, name: Figure): number {
  return figures[name](atrium) / figures[name](bare);
}

function memoryEach(side: Side, load: Load, clients: number): Promise<Reading> {
  return onServer(side, load, async (server) => {
    await side.arrive(server, { from: clients, to: clients + warmUp });
    await load.run('disconnect');
    await wait(quietMs);
    const before = await read(server);
    await side.arrive(server, { from: 0, to: clients });
    await wait(quietMs);
    const after = await read(server);
    const each = (when: keyof Reading) => {
      const of = (field: keyof Memory) => (after[when][field] - before[when][field]) / clients;
      return { resident: of('resident'), own: of('own'), heap: of('heap') };
    };
    return { atOnce: each('atOnce'), settled: each('settled') };
  });
}

async function read(server: Server): Promise<Reading> {
  const atOnce = await server.memory();
  await wait(settleMs);
  return { atOnce, settled: await server.memory() };
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}

export function idleRow(clients: number, rounds: readonly IdleRound[]): string {
  const ratios = (Object.keys(figures) as Figure[]).map((name) =>
    showAll(rounds.map((round) => ratio(round, name))),
  );
  return `| ${clients} | ${ratios.join(' | ')} |`;
}

export const idleHead =
  '| clients | memory each, idle, to bare’s | without pages of files | V8’s heaps | resident at the first collection |\n|---|---|---|---|---|';
