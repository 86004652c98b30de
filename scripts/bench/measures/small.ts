/**
 * Small channels: messages, not deliveries, are what costs there. In one of them, where messages that are under way meet and
 * travel together, as in the baselines that the targets come from; and in so many that hardly two of them meet.
 */
import type { Load } from '../load.ts';
import { type Measured, measureClosed } from '../measure-load.ts';
import { seed } from '../seed.ts';
import { showAll } from '../statistics.ts';
import { storingVariant, type VariantName, variants, withServer } from '../variants.ts';

export type SmallRound = Record<VariantName, Measured> & { storing?: Measured };

const inFlight = 64;
/** In how many channels: in one, and in all that so many people make up. */
export const layouts = (size: number) => [1, 400 / size];
/** All channels have been opened and what runs for each message is compiled by then. */
const warmMs = 4_000;

export interface SmallOptions {
  size: number;
  channels: number;
  rounds: number;
  measureMs: number;
  /** Whether Socket.IO that stores, and does nothing else, is measured beside them. */
  storing?: boolean;
  profile?: string;
}

export async function measureSmall(
  load: Load,
  { size, channels, rounds, measureMs, storing = false, profile }: SmallOptions,
): Promise<SmallRound[]> {
  const people = Array.from({ length: channels }, (_, room) =>
    Array.from({ length: size }, (__, index) => room * size + index),
  );
  const seeded = await seed({ members: channels * size, channels: people });
  const all = variants(seeded, people, { profile });
  const results: SmallRound[] = [];
  for (let round = 0; round < rounds; round++) {
    const measured = {} as SmallRound;
    for (const variant of [...all, ...(storing ? [storingVariant(all)] : [])]) {
      await withServer(variant, load, async (server) => {
        measured[variant.name] = await measureClosed(load, server, { inFlight, warmMs, measureMs });
      });
    }
    results.push(measured);
    const { atrium, bare } = measured;
    const ratio = (one: Measured) => (one.messagesPerCpuSecond / bare.messagesPerCpuSecond).toFixed(2);
    process.stdout.write(
      `  ${channels} of ${size}, round ${round + 1}: ×${ratio(atrium)} (${Math.round(atrium.messagesPerCpuSecond)} messages per CPU second)` +
        `${measured.storing ? `; storing alone ×${ratio(measured.storing)}` : ''}\n`,
    );
  }
  return results;
}

export function smallRatios(rounds: readonly SmallRound[]) {
  const perCpu = (one: Measured) => one.messagesPerCpuSecond;
  const reference = (one: SmallRound) => (perCpu(one.bare) + perCpu(one['bare again'])) / 2;
  return {
    messages: rounds.map((one) => perCpu(one.atrium) / reference(one)),
    storing: rounds.flatMap((one) => (one.storing ? perCpu(one.storing) / reference(one) : [])),
    messagesAA: rounds.map((one) => perCpu(one['bare again']) / perCpu(one.bare)),
  };
}

export function smallRow(size: number, channels: number, rounds: readonly SmallRound[]): string {
  const { messages, storing, messagesAA } = smallRatios(rounds);
  return `| ${size} | ${channels} | ${showAll(messages)} | ${showAll(storing)} | ${showAll(messagesAA)} |`;
}

export const smallHead =
  '| people in a channel | channels | messages per CPU s | Socket.IO that stores, and does nothing else | A/A |\n|---|---|---|---|---|';
