/** Rounds are compared as ratios to the reference of the same round; what is shown is the middle and the extremes. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  rounds: number;
}

export function spread(values: readonly number[]): Spread | null {
  const sorted = values.filter(Number.isFinite).toSorted((one, other) => one - other);
  if (sorted.length === 0) return null;
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0, rounds: sorted.length };
}

/** `3.05 [2.81–3.40] n=5` */
export function show(values: Spread | null, digits = 2): string {
  if (!values) return '–';
  const { median, min, max, rounds } = values;
  return `${median.toFixed(digits)} [${min.toFixed(digits)}–${max.toFixed(digits)}] n=${rounds}`;
}

export function showAll(values: readonly number[], digits = 2): string {
  return show(spread(values), digits);
}
