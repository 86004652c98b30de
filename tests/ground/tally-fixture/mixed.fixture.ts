import { beforeAll, describe, expect, test } from 'vitest';

// Two pass, two fail, three are skipped; the broken suite is one more failure.
test('passes', () => expect(1).toBe(1));
test.each([1])('passes for %s', (n) => expect(n).toBe(1));
test('fails', () => expect(1).toBe(2));
test('throws', () => {
  throw new Error('thrown');
});
test.skip('is skipped', () => expect(1).toBe(2));
test.todo('is still to be written');

describe('a suite that cannot be set up', () => {
  beforeAll(() => {
    throw new Error('no set-up');
  });
  test('never runs', () => expect(1).toBe(1));
});
