/** Figures of one measure, and the table that they are printed in. */
export interface Figures {
  what: string;
  target: string;
  unit: string;
  values: number[];
}

export function table(rows: readonly Figures[]): string {
  const lines = rows.map(({ what, target, unit, values }) => {
    const sorted = values.toSorted((a, b) => a - b);
    const cells = [0.5, 0.99, 1].map((fraction) => shown(percentile(sorted, fraction)));
    return `| ${what} (${unit}) | ${target} | ${values.length} | ${cells.join(' | ')} |`;
  });
  return ['| | target | n | p50 | p99 | max |', '| --- | --- | --: | --: | --: | --: |', ...lines].join('\n');
}

/** Of values in ascending order, by nearest rank. */
export function percentile(sorted: readonly number[], fraction: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * fraction) - 1)] ?? Number.NaN;
}

function shown(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(value < 100 ? 1 : 0);
}

/** Least squares over (x, y). */
export function slope(points: readonly { x: number; y: number }[]): number {
  const mean = (of: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread;
}
