/** The connection to Redis for what is kept there for a while (presence, rate limits). Commands fail at once while it is away. */
import type { Redis } from 'ioredis';
import type { Log } from '../log.ts';

const commandTimeoutMs = 300;

export async function connectRedisState(url: string, log: Log): Promise<Redis> {
  // A server without Redis starts sooner without it.
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 2_000,
    retryStrategy: (times) => Math.min(100 * times, 2_000),
  });
  let complained = false;
  // Without a listener an `error` event ends the process.
  redis.on('error', (err: unknown) => {
    if (!complained)
      log.warn({ err }, 'Redis cannot be reached: presence and rate limits are this node’s own for now');
    complained = true;
  });
  redis.on('ready', () => {
    complained = false;
  });
  return redis;
}
