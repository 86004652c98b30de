/** The short form, for CI: it fails on a clear step back only, on a machine that others use as well. */
import { readFile } from 'node:fs/promises';
import { type RoomRound, roomRatios } from './measures/rooms.ts';
import { type SmallRound, smallRatios } from './measures/small.ts';
import { spread } from './statistics.ts';

export const shortRounds = 3;

/** A ratio below this share of the recorded one, in the median and in every round, is a step back. */
export const tolerated = 0.6;

/** Which ratios of `recorded.json` were clearly missed. Rounds that other jobs disturbed too much to count say nothing. */
export function stepsBack(
  recorded: Readonly<Record<string, number>>,
  measured: Readonly<Record<string, readonly number[]>>,
): string[] {
  return Object.entries(recorded).flatMap(([name, ratio]) => {
    const rounds = measured[name] ?? [];
    const median = spread(rounds)?.median;
    if (median === undefined) return [];
    const isBack = rounds.every((round) => round < tolerated * ratio);
    return isBack ? [`${name}: ${median.toFixed(2)}, recorded ${ratio.toFixed(2)}`] : [];
  });
}

export async function checkShort(results: Record<string, unknown>): Promise<void> {
  const rooms = results['rooms'] as [number, RoomRound[]][];
  const small = results['small'] as [number, SmallRound[]][];
  const measured: Record<string, number[]> = {};
  for (const [readers, rounds] of rooms ?? []) {
    const { saturated, half } = roomRatios(rounds);
    measured[`saturated ${readers}`] = saturated;
    measured[`half ${readers}`] = half;
  }
  for (const [size, rounds] of small ?? []) measured[`small ${size}`] = smallRatios(rounds).messages;
  const recorded = JSON.parse(await readFile(new URL('./recorded.json', import.meta.url), 'utf8')) as Record<
    string,
    number
  >;
  for (const name of Object.keys(recorded))
    if (!measured[name]?.length) process.stderr.write(`not measured: ${name}\n`);
  const back = stepsBack(recorded, measured);
  for (const line of back) process.stderr.write(`step back: ${line}\n`);
  if (back.length > 0) process.exitCode = 1;
}
