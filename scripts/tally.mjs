// The sum of all that ran, as one plain line after the names of what failed: `node scripts/tally.mjs FILE`.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Tally */

/** @param {string} file @param {Partial<Tally>} counts */
export function addToTally(file, counts) {
  appendFileSync(file, `${JSON.stringify({ passed: 0, failed: 0, skipped: 0, ...counts })}\n`);
}

/** @param {string} file @returns {Tally} */
export function readTally(file) {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const sum = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const { passed, failed, skipped, failures = [] } of lines.map((line) => JSON.parse(line))) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
    sum.failures.push(...failures);
  }
  return sum;
}

/** Prints the lines and sets the exit code: a run in which nothing ran has not passed. */
export function closeWithTally(file) {
  const { passed, failed, skipped, failures } = readTally(file);
  for (const failure of failures) console.log(`Failed: ${failure}`);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) closeWithTally(process.argv[2]);
