import { expect, test } from 'vitest';
import { createHandshakes } from './handshakes.ts';

test('a node takes in as many as it can at once, and spreads those who come after them', () => {
  let now = 1_000;
  const { admit } = createHandshakes(() => now, 100, 300);
  const come = (count: number) => Array.from({ length: count }, admit);
  expect(come(300).every((waitMs) => waitMs === 0)).toBe(true);
  const waits = come(200);
  expect(waits[0]).toBe(1_010);
  // The last one is given the time that all before it need.
  expect(waits.at(-1)).toBe(3_000);
  now += 500;
  expect(come(51).filter((waitMs) => waitMs === 0)).toHaveLength(50);
  now += 10_000;
  expect(come(301).filter((waitMs) => waitMs === 0)).toHaveLength(300);
});
