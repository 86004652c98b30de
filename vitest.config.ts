import { defineConfig } from 'vitest/config';

/** Folders of tests/ that are a project of their own; every other folder there belongs to `integration`. */
const own = ['architecture', 'browser', 'chaos', 'contract', 'engine', 'ground'];
const tests = (folder: string) => `tests/${folder}/**/*.test.{ts,tsx}`;

/** Groups run one after the other, lowest first; files of one group run side by side, `maxWorkers` at a time. */
const quick = {
  sequence: { groupOrder: 0 },
  maxWorkers: 2,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 15_000 } },
};
const after = (groupOrder: number, maxWorkers: number, testTimeout: number) => ({
  sequence: { groupOrder },
  maxWorkers,
  fileParallelism: maxWorkers > 1,
  testTimeout,
  hookTimeout: 180_000,
  expect: { poll: { timeout: testTimeout / 4 } },
  globalSetup: ['./tests/ground/ensure-built.ts'],
});

export default defineConfig({
  test: {
    passWithNoTests: true,
    reporters: ['default', './scripts/tally-reporter.ts'],
    projects: [
      { test: { name: 'architecture', include: [tests('architecture')], ...quick } },
      { test: { name: 'unit', include: ['{server,shared}/src/**/*.test.ts'], ...quick } },
      {
        test: {
          name: 'client',
          include: ['client/src/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          ...quick,
        },
      },
      { test: { name: 'contract', include: [tests('contract')], ...quick } },
      { test: { name: 'integration', include: [tests('*')], exclude: own.map(tests), ...quick } },
      { test: { name: 'engine', include: [tests('engine')], ...quick, testTimeout: 900_000 } },
      { test: { name: 'ground', include: [tests('ground')], ...after(1, 1, 180_000) } },
      {
        test: {
          name: 'chaos',
          include: [tests('chaos')],
          ...after(2, 1, 600_000),
          globalSetup: ['./tests/chaos/ensure-server.ts'],
        },
      },
      // Mostly waiting for a page: two files side by side take little more than one.
      { test: { name: 'browser', include: [tests('browser')], ...after(3, 2, 240_000) } },
    ],
  },
});
