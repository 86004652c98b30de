/**
 * How much anybody may ask in a time. Points are spent per member and per address, for each class of commands; newcomers
 * and guests have fewer. In memory on one node; in Redis on several, and in memory again while Redis cannot be asked: a
 * limit that fails must neither stop everybody nor let everybody through.
 */
import { AtriumError, type MemberId, type RateClass } from '@atrium/shared';
import type { Redis } from 'ioredis';
import {
  type IRateLimiterOptions,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';

/** Whoever spends. An anonymous caller has an address only. */
export interface Spender {
  address: string;
  member: { id: MemberId; isGuest: boolean; isNewcomer: boolean } | null;
}

export interface RateLimits {
  /** @throws {AtriumError} `rate_limited` with `retryAfterMs` */
  spend(rate: RateClass, spender: Spender): Promise<void>;
  close(): Promise<void>;
}

/** An account counts as new for this long. */
export const newcomerMs = 24 * 3_600_000;

interface Budget {
  points: number;
  perSeconds: number;
}

type Audience = 'member' | 'newcomer' | 'address';

/**
 * The table. An address stands for everybody behind it (an office, a school), so it has many times a member's points,
 * except where somebody without a session could guess: signing in, resetting, redeeming.
 */
export const budgets: Record<RateClass, Record<Audience, Budget>> = {
  read: {
    member: { points: 600, perSeconds: 60 },
    newcomer: { points: 300, perSeconds: 60 },
    address: { points: 20_000, perSeconds: 60 },
  },
  write: {
    member: { points: 240, perSeconds: 60 },
    newcomer: { points: 120, perSeconds: 60 },
    address: { points: 8_000, perSeconds: 60 },
  },
  /** One command, thousands of entries. */
  bulk: {
    member: { points: 20, perSeconds: 60 },
    newcomer: { points: 10, perSeconds: 60 },
    address: { points: 400, perSeconds: 60 },
  },
  post: {
    member: { points: 60, perSeconds: 60 },
    newcomer: { points: 20, perSeconds: 60 },
    address: { points: 2_000, perSeconds: 60 },
  },
  live: {
    member: { points: 120, perSeconds: 60 },
    newcomer: { points: 60, perSeconds: 60 },
    address: { points: 8_000, perSeconds: 60 },
  },
  auth: {
    member: { points: 20, perSeconds: 300 },
    newcomer: { points: 20, perSeconds: 300 },
    address: { points: 30, perSeconds: 300 },
  },
};

export interface RateLimitsOptions {
  mode: 'on' | 'off';
  /** Shared by all nodes; null on one node. */
  redis: Redis | null;
}

/** @see {@link RateLimits} */
export function createRateLimits({ mode, redis }: RateLimitsOptions): RateLimits {
  const nothing = async () => undefined;
  if (mode === 'off') return { spend: nothing, close: nothing };
  const limiters = new Map<string, RateLimiterAbstract>();
  for (const [rate, audiences] of Object.entries(budgets)) {
    for (const [audience, budget] of Object.entries(audiences)) {
      limiters.set(`${rate} ${audience}`, createLimiter(`${rate}:${audience}`, budget, redis));
    }
  }

  const spendOne = async (rate: RateClass, audience: Audience, key: string): Promise<void> => {
    try {
      await limiters.get(`${rate} ${audience}`)?.consume(key);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new AtriumError('rate_limited', { retryAfterMs: Math.max(1, Math.ceil(refused.msBeforeNext)) });
    }
  };

  return {
    spend: async (rate, { address, member }) => {
      // The narrower first: somebody who has spent their own points must not spend their neighbours' as well.
      if (member) {
        const isTight = member.isGuest || member.isNewcomer;
        await spendOne(rate, isTight ? 'newcomer' : 'member', member.id);
      }
      await spendOne(rate, 'address', address);
    },
    close: nothing,
  };
}

function createLimiter(
  name: string,
  { points, perSeconds }: Budget,
  redis: Redis | null,
): RateLimiterAbstract {
  const options: IRateLimiterOptions = { keyPrefix: `atrium:rate:${name}`, points, duration: perSeconds };
  const memory = new RateLimiterMemory(options);
  if (!redis) return memory;
  return new RateLimiterRedis({
    ...options,
    storeClient: redis,
    insuranceLimiter: memory,
    rejectIfRedisNotReady: true,
  });
}
