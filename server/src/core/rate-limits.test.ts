import type { MemberId } from '@atrium/shared';
import { describe, expect, test } from 'vitest';
import { budgets, createRateLimits, type Spender } from './rate-limits.ts';

const spender = (id: string, more: Partial<NonNullable<Spender['member']>> = {}): Spender => ({
  address: '192.0.2.1',
  member: { id: id as MemberId, isGuest: false, isNewcomer: false, ...more },
});
const spendAll = async (limits: ReturnType<typeof createRateLimits>, who: Spender, points: number) => {
  for (let spent = 0; spent < points; spent++) await limits.spend('post', who);
};

describe('rate limits', () => {
  test.each([
    ['a member', {}, budgets.post.member.points],
    ['a newcomer', { isNewcomer: true }, budgets.post.newcomer.points],
    ['a guest', { isGuest: true }, budgets.post.newcomer.points],
  ])(
    '%s has so many points, and one more is refused with a time to come back',
    async (_name, more, points) => {
      const limits = createRateLimits({ mode: 'on', redis: null });
      await spendAll(limits, spender('ana', more), points);
      await expect(limits.spend('post', spender('ana', more))).rejects.toMatchObject({
        code: 'rate_limited',
        retryAfterMs: expect.any(Number),
      });
      // Somebody else at the same address, and the same person reading, have their own.
      await limits.spend('post', spender('mo'));
      await limits.spend('read', spender('ana', more));
    },
  );

  test('an address without a session has few tries to sign in', async () => {
    const limits = createRateLimits({ mode: 'on', redis: null });
    const stranger: Spender = { address: '192.0.2.7', member: null };
    for (let spent = 0; spent < budgets.auth.address.points; spent++) await limits.spend('auth', stranger);
    await expect(limits.spend('auth', stranger)).rejects.toMatchObject({ code: 'rate_limited' });
    await limits.spend('auth', { address: '192.0.2.8', member: null });
  });

  test('tighter for newcomers and guests, everywhere', () => {
    for (const rate of ['read', 'write', 'post', 'live'] as const) {
      expect(budgets[rate].newcomer.points).toBeLessThan(budgets[rate].member.points);
    }
  });

  test('off is off', async () => {
    const limits = createRateLimits({ mode: 'off', redis: null });
    await spendAll(limits, spender('ana'), budgets.post.member.points * 2);
    await expect(limits.spend('post', spender('ana'))).resolves.toBeUndefined();
  });
});
