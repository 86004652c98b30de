import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProbe } from './probe.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const state = { isConnected: true, hears: true, deaf: 0 };
  const probe = createProbe({
    send: (number) => {
      if (state.hears) probe.heard(number);
    },
    isConnected: () => state.isConnected,
    deaf: () => void (state.deaf += 1),
  });
  return { state, probe };
}

test('two that were not heard mean deaf, one does not', () => {
  const { state, probe } = setUp();
  vi.advanceTimersByTime(60_000);
  expect(state.deaf).toBe(0);
  state.hears = false;
  vi.advanceTimersByTime(10_000);
  expect(state.deaf).toBe(0);
  vi.advanceTimersByTime(5_000);
  expect(state.deaf).toBe(1);
  probe.close();
});

test('who is not connected is not deaf', () => {
  const { state, probe } = setUp();
  state.isConnected = false;
  state.hears = false;
  vi.advanceTimersByTime(60_000);
  expect(state.deaf).toBe(0);
  probe.close();
});

test('a number that was never sent is not heard', () => {
  const { state, probe } = setUp();
  state.hears = false;
  probe.heard(1_000_000);
  vi.advanceTimersByTime(20_000);
  expect(state.deaf).toBe(1);
  probe.close();
});
