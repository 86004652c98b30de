import type { MemberStatus } from '@atrium/shared';
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useStatus } from './use-status.ts';

const dayMs = 24 * 3_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function statusUntil(until: number | null): { status: MemberStatus } {
  return { status: { emoji: '🌴', text: 'on the water', until } };
}
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

test('a status is gone when its time is over, on a screen on which nothing else happens', async () => {
  const member = statusUntil(Date.now() + dayMs);
  const { result } = renderHook(() => useStatus(member));
  await pass(dayMs - 1);
  expect(result.current).toBe(member.status);
  await pass(1);
  expect(result.current).toBeNull();
});

test('also after more time than a timer can count', async () => {
  const member = statusUntil(Date.now() + 60 * dayMs);
  const { result } = renderHook(() => useStatus(member));
  await pass(60 * dayMs - 1);
  expect(result.current).toBe(member.status);
  await pass(1);
  expect(result.current).toBeNull();
});

test('one that was over before it was shown is not shown; one without an end stays', async () => {
  const [over, lasting] = [statusUntil(Date.now() - 1), statusUntil(null)];
  const { result, rerender } = renderHook((member: { status: MemberStatus } | null) => useStatus(member), {
    initialProps: over as { status: MemberStatus } | null,
  });
  expect(result.current).toBeNull();
  rerender(lasting);
  await pass(365 * dayMs);
  expect(result.current).toBe(lasting.status);
  rerender(null);
  expect(result.current).toBeNull();
});

test('a new one is shown for its own time', async () => {
  const [first, second] = [statusUntil(Date.now() + dayMs), statusUntil(Date.now() + 3 * dayMs)];
  const { result, rerender } = renderHook(useStatus, { initialProps: first });
  await pass(2 * dayMs);
  expect(result.current).toBeNull();
  rerender(second);
  expect(result.current).toBe(second.status);
  await pass(dayMs);
  expect(result.current).toBeNull();
});
