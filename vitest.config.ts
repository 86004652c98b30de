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
const alone = (groupOrder: number, testTimeout: number) => ({
  sequence: { groupOrder },
  maxWorkers: 1,
  fileParallelism: false,
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
      { test: { name: 'ground', include: [tests('ground')], ...alone(1, 180_000) } },
      {
        test: {
          name: 'chaos',
          include: [tests('chaos')],
          ...alone(2, 600_000),
          globalSetup: ['./tests/chaos/ensure-server.ts'],
        },
      },
      { test: { name: 'browser', include: [tests('browser')], ...alone(3, 240_000) } },
    ],
  },
});
