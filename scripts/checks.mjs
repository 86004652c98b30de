import { join } from 'node:path';
import { quiet, root, runNode } from './ensure.mjs';
import { addToTally, readTally } from './tally.mjs';

const tool = (path, ...args) => [join(root, 'node_modules', path), ...args];
const typecheck = (part) => [`types of ${part}`, tool('typescript/bin/tsc', '-p', part)];

/** Checks that need no test runner; each counts as one. */
const staticChecks = [
  ...['shared', 'server', 'client', 'client/worker', 'tests'].map(typecheck),
  ['lint', tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings')],
  ['format', tool('oxfmt/bin/oxfmt', '--check')],
  ['lock file', [join(root, 'scripts', 'check-lock.mjs')]],
];

/** Runs `work`, prints how long it took and whether it went well. */
export async function phase(name, work) {
  const began = performance.now();
  const result = await work();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`── ${name}: ${result === false ? 'FAILED' : 'ok'} (${seconds} s)`);
  return result;
}

/** Goes on after a failure, so that one run shows everything that is wrong. */
export async function runStaticChecks(tally) {
  for (const [name, args] of staticChecks) {
    const passed = await phase(name, async () => (await runNode(args, { stdio: quiet })) === 0);
    addToTally(tally, passed ? { passed: 1 } : { failed: 1, failures: [name] });
  }
}

/** @param {string[]} projects of vitest.config.ts; none means all */
export async function runVitest(tally, projects = [], args = []) {
  const chosen = projects.flatMap((project) => ['--project', project]);
  const env = { ...process.env, ATRIUM_TALLY: tally };
  const vitest = tool('vitest/vitest.mjs', 'run', ...chosen, ...args);
  const { failed } = readTally(tally);
  const passed = await phase('tests', async () => (await runNode(vitest, { stdio: quiet, env })) === 0);
  // A crash of the runner, or a failure that is no test's, must not go uncounted.
  if (!passed && readTally(tally).failed === failed)
    addToTally(tally, { failed: 1, failures: ['the test runner itself'] });
}
