import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPulse } from './pulse.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a node that cannot ask for 15 s is blind until it can, whichever of its questions fails', async () => {
  let fails = false;
  const blind: boolean[] = [];
  const failed = vi.fn<(error: unknown) => void>();
  const pulse = createPulse({
    clock: Date.now,
    blindAfterMs: 15_000,
    failed,
    blind: (is) => void blind.push(is),
    beats: [
      { everyMs: 5_000, run: async () => undefined },
      {
        everyMs: 4_000,
        run: async () => {
          if (fails) throw new Error('the database is away');
        },
      },
    ],
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(blind).toEqual([]);
  fails = true;
  await vi.advanceTimersByTimeAsync(14_000);
  expect(pulse.isBlind()).toBe(false);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(pulse.isBlind()).toBe(true);
  expect(failed).toHaveBeenCalled();
  fails = false;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(blind).toEqual([true, false]);
  pulse.close();
});

test('a question that is never answered blinds as well', async () => {
  const pulse = createPulse({
    clock: Date.now,
    blindAfterMs: 15_000,
    failed: () => undefined,
    blind: () => undefined,
    beats: [{ everyMs: 5_000, run: () => new Promise(() => undefined) }],
  });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(pulse.isBlind()).toBe(true);
  pulse.close();
});
