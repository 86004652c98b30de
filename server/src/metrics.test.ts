import perfHooks from 'node:perf_hooks';
import { expect, test, vi } from 'vitest';
import { createMetrics } from './metrics.ts';

test('watches the event loop from the first time that somebody asks, once', async () => {
  const watch = vi.spyOn(perfHooks, 'monitorEventLoopDelay');
  const [metrics, others] = [createMetrics(), createMetrics()];
  expect(watch).not.toHaveBeenCalled();

  const text = await metrics.text();
  expect(text).toContain('process_cpu_seconds_total');
  // Not from before it looked.
  expect(text).toMatch(/^nodejs_eventloop_lag_mean_seconds \d{1,3}\.\d+$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_min_seconds \d{1,3}\.\d+$/m);
  await others.text();
  expect(watch).toHaveBeenCalledTimes(1);
});
