/** V8's flags are meant for its start. Those that are set later are ones that it can take at any moment. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { expect, test, vi } from 'vitest';
import { createAfterStorm } from './after-storm.ts';
import { createInStorm } from './in-storm.ts';

vi.mock('node:v8', () => ({ setFlagsFromString: vi.fn<(flags: string) => void>() }));

const said = vi.mocked(setFlagsFromString);
const script = fileURLToPath(new URL('./testing/switch-flags.mjs', import.meta.url));
const forMs = 3_000;

/** What was said since the last time that this was asked. */
function flagsSaid(): string {
  const flags = said.mock.calls.map(([flag]) => flag).join(' ');
  said.mockClear();
  return flags;
}

/** @returns how often the flags were switched. @throws {Error} with what V8 said when it aborted */
async function switchOften(one: string, other: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, one, other, String(forMs)]);
  return Number.parseInt(stdout, 10);
}

test('what is inlined, and when something is optimized, can change while V8 compiles', async () => {
  const inStorm = createInStorm();
  for (let come = 0; come < 30; come += 1) inStorm.arrived();
  const less = flagsSaid();
  inStorm.close();
  const asEver = flagsSaid();
  for (const flag of ['inlined', 'interrupt-budget']) expect(less).toContain(flag);
  expect(await switchOften(less, asEver)).toBeGreaterThan(1_000);
});

test('what is favoured can change while V8 collects garbage', async () => {
  const afterStorm = createAfterStorm({ utilization: () => 0 });
  for (let come = 0; come < 500; come += 1) afterStorm.arrived();
  afterStorm.look();
  afterStorm.look();
  afterStorm.look();
  const size = flagsSaid();
  afterStorm.close();
  const speed = flagsSaid();
  expect(size).not.toBe('');
  expect(await switchOften(size, speed)).toBeGreaterThan(1_000);
});

test('the switching finds a flag that V8 cannot take at any moment', async () => {
  const switching = switchOften('--max-inlined-bytecode-size=200', '--max-inlined-bytecode-size=460');
  await expect(switching).rejects.toThrow(/Check failed/);
});
