/** What came of a run, as one line for people. */
import type { check } from './checker/checker.ts';
import type { History } from './checker/history.ts';
import type { Hits } from './faults.ts';
import type { Totals } from './run.ts';

export interface Outcome {
  /** Violations, what was not hit, and errors that nodes logged; empty when all is well. */
  problems: string[];
  hits: Hits;
  rounds: number;
  totals: Totals;
  entries: number;
  /** From the last fault until everybody showed the same. */
  convergedMs: number;
  /** From the death of a node until each of its clients was acknowledged something elsewhere. */
  sentAgainMs: readonly number[];
  /** From the end of each fault until ten more commands were acknowledged. */
  goesOnMs: readonly number[];
}

export function problemsOf(
  found: ReturnType<typeof check>,
  hits: Hits,
  mustHit: Hits,
  errors: string[],
): string[] {
  return [
    ...Object.entries(found).flatMap(([name, all]) => [
      `${name}: ${all.length} violations`,
      ...all.slice(0, 10),
    ]),
    ...Object.entries(mustHit)
      .filter(([name, least]) => (hits[name] ?? 0) < least)
      .map(([name, least]) => `hit too little: ${name} ${hits[name] ?? 0} of ${least}`),
    ...errors.slice(0, 5),
  ];
}

export const entriesIn = ({ log }: History) => log.length;
/** Threads that went to another channel. */
export const movesIn = ({ moves }: History) => moves.filter(({ to }) => to !== undefined).length;

export function lineOf(name: string, seed: number, outcome: Outcome): string {
  const { totals, hits, rounds, entries, convergedMs, sentAgainMs, goesOnMs, problems } = outcome;
  return [
    `${name} --seed ${seed}: ${problems.length === 0 ? 'green' : 'RED'}, rounds ${rounds}`,
    `entries ${entries}, acks ${totals.acks}, resends ${totals.resends}, reconnects ${totals.reconnects}`,
    `caught up ${totals.syncs}, resets ${totals.resets}`,
    `ack p50/p99 ${percentile(totals.ackMs, 0.5)}/${percentile(totals.ackMs, 0.99)} ms, converged in ${Math.round(convergedMs)} ms`,
    ...spread('sent again', sentAgainMs),
    ...spread('went on', goesOnMs),
    Object.entries(hits)
      .map(([hit, count]) => `${hit} ${count}`)
      .join(', '),
  ].join('; ');
}

function spread(what: string, values: readonly number[]): string[] {
  if (values.length === 0) return [];
  return [`${what} p50/p95 ${percentile(values, 0.5)}/${percentile(values, 0.95)} ms of ${values.length}`];
}

function percentile(values: readonly number[], part: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
