/** One channel of many readers: at saturation, and at half of what bare Socket.IO can do. */
import type { Load } from '../load.ts';
import { busyMax, type Measured, measureClosed, measureOpen } from '../measure-load.ts';
import { seed } from '../seed.ts';
import { showAll } from '../statistics.ts';
import { type VariantName, variants, withServer } from '../variants.ts';

export interface RoomRound {
  saturated: Record<VariantName, Measured>;
  half: Record<VariantName, Measured>;
}

/** Messages under way at saturation, fewer the larger the room: as in the baselines that the targets come from. */
export function inFlightFor(readers: number): number {
  return Math.max(4, Math.round(4_000 / readers));
}

export interface RoomOptions {
  readers: number;
  rounds: number;
  measureMs: number;
  profile?: string;
}

export async function measureRooms(
  load: Load,
  { readers, rounds, measureMs, profile }: RoomOptions,
): Promise<RoomRound[]> {
  const people = [Array.from({ length: readers }, (_, index) => index), [readers, readers + 1]];
  const seeded = await seed({ members: readers + 2, channels: people });
  const all = variants(seeded, people, { warming: 1, profile });
  const results: RoomRound[] = [];
  for (let round = 0; round < rounds; round++) {
    const saturated = {} as RoomRound['saturated'];
    const half = {} as RoomRound['half'];
    let messagesPerSecond = 0;
    for (const variant of all) {
      await withServer(variant, load, async (server) => {
        const closed = await measureClosed(load, server, {
          inFlight: inFlightFor(readers),
          warmMs: 1_000,
          measureMs,
        });
        saturated[variant.name] = closed;
        // The first is the reference: everybody gets half of what it could do in this round.
        messagesPerSecond ||= closed.messages / (closed.ms / 1000) / 2;
        half[variant.name] = await measureOpen(load, server, { messagesPerSecond, warmMs: 1_000, measureMs });
      });
    }
    results.push({ saturated, half });
    process.stdout.write(`  ${readers} readers, round ${round + 1}: ${oneLine({ saturated, half })}\n`);
  }
  return results;
}

function oneLine({ saturated, half }: RoomRound): string {
  const [a, b] = [saturated.atrium, saturated.bare];
  const ratio = a.deliveriesPerCpuSecond / b.deliveriesPerCpuSecond;
  const atHalf = half.atrium.deliveriesPerCpuSecond / half.bare.deliveriesPerCpuSecond;
  return (
    `saturated ×${ratio.toFixed(2)} (${Math.round(a.deliveriesPerCpuSecond)} deliveries per CPU second), ` +
    `half ×${atHalf.toFixed(2)}, p50 ×${(half.atrium.p50 / half.bare.p50).toFixed(2)}, p99 ×${(half.atrium.p99 / half.bare.p99).toFixed(2)}, ` +
    `generator ${Math.round(a.busy * 100)} %, others ${Math.round(a.others * 100)} %`
  );
}

const reference = (of: Record<VariantName, Measured>, value: (measured: Measured) => number) =>
  (value(of.bare) + value(of['bare again'])) / 2;

export function roomRatios(rounds: readonly RoomRound[]) {
  const perCpu = (one: Measured) => one.deliveriesPerCpuSecond;
  // Where others held the core, or the sender was late, a time says nothing.
  const timed = rounds.filter(({ half }) =>
    Object.values(half).every(({ others, lagP99 }) => others < 0.15 && lagP99 < 10),
  );
  const fair = rounds.filter(({ saturated }) => saturated.atrium.busy <= busyMax);
  return {
    saturated: fair.map(({ saturated }) => perCpu(saturated.atrium) / reference(saturated, perCpu)),
    saturatedAA: rounds.map(({ saturated }) => perCpu(saturated['bare again']) / perCpu(saturated.bare)),
    half: rounds.map(({ half }) => perCpu(half.atrium) / reference(half, perCpu)),
    halfAA: rounds.map(({ half }) => perCpu(half['bare again']) / perCpu(half.bare)),
    p50: timed.map(({ half }) => half.atrium.p50 / reference(half, ({ p50 }) => p50)),
    p99: timed.map(({ half }) => half.atrium.p99 / reference(half, ({ p99 }) => p99)),
    rejected: rounds.length - fair.length,
  };
}

export function roomRow(readers: number, rounds: readonly RoomRound[]): string {
  const ratios = roomRatios(rounds);
  const busy = showAll(rounds.map(({ saturated }) => saturated.atrium.busy));
  return `| ${[
    readers,
    showAll(ratios.saturated),
    showAll(ratios.saturatedAA),
    showAll(ratios.half),
    showAll(ratios.halfAA),
    showAll(ratios.p50),
    showAll(ratios.p99),
    `${busy}${ratios.rejected > 0 ? `, ${ratios.rejected} rejected` : ''}`,
  ].join(' | ')} |`;
}

export const roomHead =
  '| readers | deliveries per CPU s, saturated | A/A | at half of bare’s capacity | A/A | p50 | p99 | generator busy |\n' +
  '|---|---|---|---|---|---|---|---|';
