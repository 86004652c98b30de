import { expect, test, vi } from 'vitest';
import { ExpiringCache } from './expiring-cache.ts';

test('what is over is let go of without being asked for', async () => {
  const cache = new ExpiringCache<string, object>({ max: 10, ttl: 20 });
  cache.set('ana', {});
  cache.set('mo', {});
  expect(cache.size).toBe(2);
  await vi.waitFor(() => expect(cache.size).toBe(0), { timeout: 30_000, interval: 5 });
  cache.set('sam', {});
  await vi.waitFor(() => expect(cache.size).toBe(0), { timeout: 30_000, interval: 5 });
});
