import { collectDefaultMetrics, Registry } from 'prom-client';

/** CPU, memory, event loop, garbage collection: of the process, however many servers it holds. */
const processRegistry = new Registry();
collectDefaultMetrics({ register: processRegistry });

export type Metrics = { registry: Registry; contentType: string; text(): Promise<string> };

/** One server's figures. A feature makes its own: `new Counter({ …, registers: [metrics.registry] })`. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  return {
    registry,
    contentType: registry.contentType,
    text: async () => `${await processRegistry.metrics()}\n${await registry.metrics()}`,
  };
}
