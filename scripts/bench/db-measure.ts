/** Counting and timing for the database benchmark. */

/** How often `work` ends within `forMs`, with `writers` of it under way at any time: per second, and in all. */
export async function perSecond(
  forMs: number,
  writers: number,
  work: () => Promise<unknown>,
): Promise<{ rate: number; done: number }> {
  let done = 0;
  const started = performance.now();
  const writer = async () => {
    while (performance.now() - started < forMs) {
      await work();
      done++;
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  return { rate: (done * 1000) / (performance.now() - started), done };
}

/** The durations of `times` runs one after the other, in milliseconds, ascending. */
export async function durations(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const measured: number[] = [];
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    await work();
    measured.push(performance.now() - started);
  }
  return measured.toSorted((a, b) => a - b);
}

/** The value below which the given part (0 to 1) of an ascending list lies. */
export const quantile = (ascending: number[], part: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * part))] ?? Number.NaN;

export const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;

/** A table as Markdown: the first column to the left, the others to the right. */
export function printMarkdown(head: string[], rows: string[][]): void {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  console.log(line(head));
  console.log(line(head.map((_, i) => (i === 0 ? '---' : '--:'))));
  for (const row of rows) console.log(line(row));
}
