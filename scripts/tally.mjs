// The sum of all that ran, as one plain line: `node scripts/tally.mjs FILE`.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/** @param {string} file @param {Partial<Tally>} counts */
export function addToTally(file, counts) {
  appendFileSync(file, `${JSON.stringify({ passed: 0, failed: 0, skipped: 0, ...counts })}\n`);
}

/** @param {string} file @returns {Tally} */
export function readTally(file) {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of lines.map((line) => JSON.parse(line))) {
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  return sum;
}

/** Prints the line and sets the exit code: a run in which nothing ran has not passed. */
export function closeWithTally(file) {
  const { passed, failed, skipped } = readTally(file);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) closeWithTally(process.argv[2]);
