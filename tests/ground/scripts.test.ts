import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireNode } from '../../scripts/ensure.mjs';
import { findNpm } from '../../scripts/npm-path.mjs';
import { root, temporaryFolder } from './server-process.ts';

function runNode(args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

test.each([
  ['18.20.8', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['21.7.3', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['24.1.0', true],
])('Node %s will do: %s', (version, expected) => {
  const check = () => requireNode(version);
  if (expected) expect(check).not.toThrow();
  else
    expect(check).toThrow(
      `Atrium needs Node 20.19 or newer (of Node 22: 22.12 or newer); this is Node ${version}.`,
    );
});

test('npm is found by the path it gives, or on the PATH, and is a file for Node to run', () => {
  const folder = temporaryFolder();
  const own = join(folder, 'npm-cli.js');
  writeFileSync(own, '');
  expect(findNpm({ npm_execpath: own })).toBe(own);
  const other = join(folder, 'yarn.js');
  writeFileSync(other, '');
  expect(findNpm({ npm_execpath: other, PATH: process.env['PATH'] })).toMatch(/npm-cli\.js$/);
  const windows = join(folder, 'node_modules', 'npm', 'bin');
  mkdirSync(windows, { recursive: true });
  writeFileSync(join(windows, 'npm-cli.js'), '');
  expect([findNpm({ PATH: folder })].join()).toMatch(/npm-cli\.js$/);
});

test('the tally counts what ran, and what could not run as failed', () => {
  const file = join(temporaryFolder(), 'tally');
  const config = 'tests/ground/tally-fixture/vitest.config.ts';
  runNode(['node_modules/vitest/vitest.mjs', 'run', '--config', config], { ATRIUM_TALLY: file });
  const { failures, ...counts } = JSON.parse(readFileSync(file, 'utf8')) as { failures: string[] };
  // Failed: two tests, the suite without its set-up, the file that cannot be loaded.
  expect(counts).toEqual({ passed: 2, failed: 4, skipped: 3 });
  expect(failures.toSorted()).toEqual([
    'broken.fixture.ts: this file cannot be loaded',
    'mixed.fixture.ts > a suite that cannot be set up: no set-up',
    'mixed.fixture.ts > fails: expected 1 to be 2 // Object.is equality',
    'mixed.fixture.ts > throws: thrown',
  ]);
});

test.each([
  [
    '{"passed":2,"failed":0,"skipped":1}\n{"passed":3,"failed":0,"skipped":0}\n',
    '5 passed, 0 failed, 1 skipped\n',
    0,
  ],
  ['{"passed":2,"failed":1,"skipped":0}\n', '2 passed, 1 failed, 0 skipped\n', 1],
  [
    '{"passed":2,"failed":1,"skipped":0,"failures":["unit a.test.ts > b: c"]}\n{"passed":1,"failed":0,"skipped":0}\n',
    'Failed: unit a.test.ts > b: c\n3 passed, 1 failed, 0 skipped\n',
    1,
  ],
  ['{"passed":0,"failed":0,"skipped":4}\n', '0 passed, 0 failed, 4 skipped\n', 1],
  ['', '0 passed, 0 failed, 0 skipped\n', 1],
])('the sum of %j', (lines, output, status) => {
  const file = join(temporaryFolder(), 'tally');
  writeFileSync(file, lines);
  expect(runNode(['scripts/tally.mjs', file])).toEqual({ status, output });
});

test('what the tests need and cannot have is said in one sentence', () => {
  const code = `import('./scripts/ensure.mjs').then(async ({ run }) => {
    const { ensurePrograms } = await import('./scripts/programs.mjs');
    process.getuid = () => 1000;
    await run(ensurePrograms);
  })`;
  const { status, output } = runNode(['-e', code], { PATH: '/nowhere' });
  const mac = process.platform === 'darwin' ? 'redis-server' : 'redis-server and Chromium';
  expect(output).toMatch(new RegExp(`^The tests need ${mac}: install it, or name its path in .+\\.\n$`));
  expect(status).toBe(1);
});
