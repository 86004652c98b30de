/** The long form, `npm run chaos -- --seed N --profile NAME --minutes N`: rounds of a profile's faults until time is up. */
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../scripts/ensure.mjs';
import { runProfile } from './run-profile.ts';
import { profiles } from './profiles.ts';
import { lineOf } from './summary.ts';
import { storm } from './storm.ts';

const names = [...profiles.map(({ name }) => name), 'storm'];
const { values } = parseArgs({
  options: { seed: { type: 'string' }, profile: { type: 'string' }, minutes: { type: 'string' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const minutes = Number(values.minutes ?? 2);
const wanted = values.profile === undefined || values.profile === 'all' ? names : values.profile.split(',');
const unknown = wanted.find((name) => !names.includes(name));
if (unknown !== undefined || !Number.isFinite(seed) || !(minutes > 0)) {
  console.error(`Usage: npm run chaos -- [--seed N] [--minutes N] [--profile all|${names.join('|')}]`);
  process.exit(2);
}

await ensureBuilt(['server']);
let failed = false;
for (const name of wanted) {
  const profile = profiles.find((known) => known.name === name);
  try {
    const outcome = profile
      ? await runProfile(profile, { seed, minutes })
      : await storm({ seed, steps: 10_000 });
    console.log(lineOf(name, seed, outcome));
    for (const problem of outcome.problems) console.log(`  ${problem}`);
    failed ||= outcome.problems.length > 0;
  } catch (error) {
    failed = true;
    console.log(`${name} --seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
  }
}
process.exit(failed ? 1 : 0);
