/**
 * Small channels: messages, not deliveries, are what costs there. In one of them, where messages that are under way meet and
 * travel together, as in the baselines that the targets come from; and in so many that hardly two of them meet.
 */
import type { Load } from '../load.ts';
import { type Measured, measureClosed } from '../measure-load.ts';
import { seed } from '../seed.ts';
import { showAll } from '../statistics.ts';
import { type VariantName, variants, withServer } from '../variants.ts';

export type SmallRound = Record<VariantName, Measured>;

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
  profile?: string;
}

export async function measureSmall(
  load: Load,
  { size, channels, rounds, measureMs, profile }: SmallOptions,
): Promise<SmallRound[]> {
  const people = Array.from({ length: channels }, (_, room) =>
    Array.from({ length: size }, (__, index) => room * size + index),
  );
  const seeded = await seed({ members: channels * size, channels: people });
  const results: SmallRound[] = [];
  for (let round = 0; round < rounds; round++) {
    const measured = {} as SmallRound;
    for (const variant of variants(seeded, people, { profile })) {
      await withServer(variant, load, async (server) => {
        measured[variant.name] = await measureClosed(load, server, { inFlight, warmMs, measureMs });
      });
    }
    results.push(measured);
    const ratio = measured.atrium.messagesPerCpuSecond / measured.bare.messagesPerCpuSecond;
    const perSecond = Math.round(measured.atrium.messagesPerCpuSecond);
    process.stdout.write(
      `  ${channels} of ${size}, round ${round + 1}: ×${ratio.toFixed(2)} (${perSecond} messages per CPU second)\n`,
    );
  }
  return results;
}

export function smallRatios(rounds: readonly SmallRound[]) {
  const perCpu = (one: Measured) => one.messagesPerCpuSecond;
  return {
    messages: rounds.map((one) => perCpu(one.atrium) / ((perCpu(one.bare) + perCpu(one['bare again'])) / 2)),
    messagesAA: rounds.map((one) => perCpu(one['bare again']) / perCpu(one.bare)),
  };
}

export function smallRow(size: number, channels: number, rounds: readonly SmallRound[]): string {
  const { messages, messagesAA } = smallRatios(rounds);
  return `| ${size} | ${channels} | ${showAll(messages)} | ${showAll(messagesAA)} |`;
}

export const smallHead = '| people in a channel | channels | messages per CPU s | A/A |\n|---|---|---|---|';
