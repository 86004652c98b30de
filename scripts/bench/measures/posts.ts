/** How many posts a second are acknowledged, each durable: with the embedded engine's flush to disk in each of them. */
import { protocolVersion } from '@atrium/shared';
import type { Load } from '../load.ts';
import { seed } from '../seed.ts';
import { startAtrium } from '../servers.ts';

export interface Posted {
  channels: number;
  perSecond: number;
  perCpuSecond: number;
}

const writers = 100;
/** A fresh process compiles what it runs first: that is no cost of a post. */
const warmMs = 4_000;

/** One writer in each channel, or all in one, where each of them is also sent what the others post. */
export async function measurePosts(
  load: Load,
  { channels, measureMs, ...profiled }: { channels: 1 | 100; measureMs: number; profile?: string },
): Promise<Posted> {
  const everybody = Array.from({ length: writers }, (_, index) => index);
  const people = channels === 1 ? [everybody] : everybody.map((index) => [index]);
  const seeded = await seed({ members: writers, channels: people });
  const server = await startAtrium({ seeded, ...profiled });
  try {
    const auths = seeded.tokens.map((token) => ({ protocol: protocolVersion, token }));
    await load.run('connect', { port: server.port, auths, concurrency: 50 });
    const channelIds = everybody.map((index) => seeded.channelIds[channels === 1 ? 0 : index] ?? '');
    const cpu = { begin: 0, end: 0 };
    const { acknowledged, ms } = await load.run(
      'post',
      { channelIds, inFlightEach: 10, warmMs, measureMs },
      (mark) => {
        cpu[mark] = server.cpu();
      },
    );
    return {
      channels,
      perSecond: (acknowledged / ms) * 1000,
      perCpuSecond: acknowledged / (cpu.end - cpu.begin),
    };
  } finally {
    await load.run('disconnect');
    await server.stop();
  }
}

export function postsRow({ channels, perSecond, perCpuSecond }: Posted): string {
  return `| ${channels} | ${Math.round(perSecond)} | ${Math.round(perCpuSecond)} |`;
}

export const postsHead = '| channels | durable posts acknowledged a second | per CPU second |\n|---|---|---|';
