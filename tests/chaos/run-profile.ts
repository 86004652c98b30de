import type { Profile } from './profiles.ts';
import { add, type Hits } from './faults.ts';
import { Run } from './run.ts';
import { entriesIn, movesIn, type Outcome, problemsOf } from './summary.ts';

export interface ProfileOptions {
  seed: number;
  /** How long rounds of all faults go on; one round when absent. */
  minutes?: number;
}

/** A run of its own, with the faults of one profile. */
export async function runProfile(profile: Profile, { seed, minutes = 0 }: ProfileOptions): Promise<Outcome> {
  const { nodes = 3, seconds = 15, envOf } = profile;
  const run = await Run.begin({ nodes, seed, ...(envOf ? { envOf } : {}) });
  try {
    const deadline = performance.now() + minutes * 60_000;
    const hits: Hits = {};
    const goesOnMs: number[] = [];
    let rounds = 0;
    do {
      for (const fault of profile.faults) {
        const hit = await fault(run, seconds);
        add(hits, hit);
        const mended = performance.now();
        await run.talked(10, 90_000);
        const goesOn = Math.round(performance.now() - mended);
        goesOnMs.push(goesOn);
        process.stderr.write(`${profile.name} ${rounds}: ${JSON.stringify({ ...hit, goesOnMs: goesOn })}\n`);
      }
      rounds += 1;
    } while (performance.now() < deadline);
    const { history, problems, convergedMs } = await run.finish();
    add(hits, { moves: movesIn(history) });
    return {
      problems: problemsOf(problems, hits, { moves: 1, ...profile.mustHit }, run.cluster.errors()),
      ...{ hits, rounds, convergedMs, sentAgainMs: run.sentAgainMs, goesOnMs },
      totals: await run.totals(),
      entries: entriesIn(history),
    };
  } finally {
    await run.close();
  }
}
