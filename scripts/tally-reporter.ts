import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

interface SaidError {
  message?: string | undefined;
}

/** What failed and the first words of why, as one line. */
const said = (name: string, errors: readonly SaidError[] = []) =>
  `${name}: ${(errors[0]?.message ?? 'no result').split('\n')[0]!.slice(0, 200)}`;

/**
 * Counts what ran, for the last lines of `npm test`: one JSON line appended to the file that ATRIUM_TALLY names. What failed
 * is named there too, since the end is what is left of a long output that was cut.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SaidError[]): void {
    const tally = { passed: 0, failed: 0, skipped: 0 };
    const failures = unhandledErrors.map((error) => said('outside every test', [error]));
    for (const module of modules) {
      const file = `${module.project.name} ${module.relativeModuleId}`.trim();
      // A file or a suite that could not be set up hides its tests: each such error is a failure of its own.
      failures.push(...module.errors().map((error) => said(file, [error])));
      for (const suite of module.children.allSuites())
        failures.push(...suite.errors().map((error) => said(`${file} > ${suite.fullName}`, [error])));
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        // A test that was still to run when the run ended has not passed.
        if (state === 'passed' || state === 'skipped') tally[state] += 1;
        else failures.push(said(`${file} > ${test.fullName}`, errors));
      }
    }
    tally.failed = failures.length;
    const file = process.env['ATRIUM_TALLY'];
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ ...tally, failures })}\n`);
  }
}
