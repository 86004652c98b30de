import { setTimeout as wait } from 'node:timers/promises';
import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * CPU, memory, event loop, garbage collection: of the process, however many servers it holds. Gathered from the first time
 * that somebody asks: to watch the event loop is to wake up a hundred times a second, which nobody should pay for in vain.
 */
let ofProcess: Promise<Registry> | null = null;
/** Longer than from one look at the event loop to the next, 10 ms. */
const lookMs = 30;

async function gather(): Promise<Registry> {
  const register = new Registry();
  collectDefaultMetrics({ register });
  // Of the first look it is not known how late it was: without a second one the figures would be none, or absurd.
  await wait(lookMs);
  await wait(lookMs);
  return register;
}

export type Metrics = { registry: Registry; contentType: string; text(): Promise<string> };

/** One server's figures. A feature makes its own: `new Counter({ …, registers: [metrics.registry] })`. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  return {
    registry,
    contentType: registry.contentType,
    text: async () => {
      ofProcess ??= gather();
      return `${await (await ofProcess).metrics()}\n${await registry.metrics()}`;
    },
  };
}
