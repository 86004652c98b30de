import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Counts what ran, for the last line of `npm test`: one JSON line appended to the file that ATRIUM_TALLY names. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tally = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      // A file or a suite that could not be set up hides its tests: each such error is a failure of its own.
      tally.failed += module.errors().length;
      for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test that was still to run when the run ended has not passed.
        tally[state === 'pending' ? 'failed' : state] += 1;
      }
    }
    const file = process.env['ATRIUM_TALLY'];
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(tally)}\n`);
  }
}
