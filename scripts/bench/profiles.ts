/** What the threads of a measured server did, by the CPU profiles that it wrote when it ended (`--profile`). */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
}

const rows = 12;
const idle = new Set(['(idle)', '(root)']);

export const profilesHead = '| thread | of the time that it was not idle | in |\n|---|--:|---|';

/**
 * The functions in which each thread was most, calls from them not counted; a function that waits counts, too. The first
 * half, mostly warming up, is left out.
 */
export async function profileRows(folder: string): Promise<string[]> {
  const counts = new Map<string, Map<string, number>>();
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.cpuprofile')) continue;
    const profile = JSON.parse(await readFile(join(folder, name), 'utf8')) as Profile;
    const thread = threadOf(profile);
    const known = counts.get(thread) ?? new Map<string, number>();
    counts.set(thread, known);
    for (const [place, count] of countPlaces(profile)) known.set(place, (known.get(place) ?? 0) + count);
  }
  return [...counts].flatMap(([thread, places]) => {
    const busy = [...places.values()].reduce((sum, count) => sum + count, 0);
    const most = [...places].toSorted(([, one], [, other]) => other - one).slice(0, rows);
    return most.map(([place, count]) => `| ${thread} | ${((100 * count) / busy).toFixed(1)} % | ${place} |`);
  });
}

function threadOf({ nodes }: Profile): string {
  return nodes.some(({ callFrame }) => callFrame.url.endsWith('/embedded-worker.js')) ? 'engine' : 'server';
}

function countPlaces({ nodes, samples }: Profile): Map<string, number> {
  const placeOf = new Map(nodes.map((node) => [node.id, place(node)]));
  const counts = new Map<string, number>();
  for (const id of samples.slice(samples.length / 2)) {
    const where = placeOf.get(id) ?? '';
    if (!idle.has(where)) counts.set(where, (counts.get(where) ?? 0) + 1);
  }
  return counts;
}

function place({ callFrame: { functionName, url, lineNumber } }: Profile['nodes'][number]): string {
  const file = url.split('/').slice(-2).join('/');
  return file === '' ? functionName : `${functionName || 'a function'} (${file}:${lineNumber + 1})`;
}
