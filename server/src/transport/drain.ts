import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../log.ts';

/** Something to finish before the process may end: tell the clients, flush a batch. */
export type DrainStep = { name: string; run(): Promise<unknown> };

export type Drain = {
  isDraining(): boolean;
  /** Steps run in the order in which they were added, once no new connection is accepted. */
  onDrain(step: DrainStep): void;
  /** Resolves when all that was in flight has ended, at the latest after `limitMs`. */
  run(limitMs: number): Promise<void>;
};

const idleSweepMs = 50;

/** From the moment it runs `/readyz` answers 503, so that a load balancer sends people elsewhere. */
export function createDrain(http: Server, log: Log): Drain {
  const steps: DrainStep[] = [];
  let draining: Promise<void> | undefined;

  const runSteps = async () => {
    for (const { name, run } of steps) {
      await run().catch((err: unknown) => log.error({ err, step: name }, 'a drain step failed'));
    }
  };

  const drain = async (limitMs: number) => {
    const closed = stopAccepting(http);
    const patience = new AbortController();
    const late = wait(limitMs, 'late' as const, { signal: patience.signal }).catch(() => undefined);
    const outcome = await Promise.race([runSteps().then(() => closed), late]);
    patience.abort();
    if (outcome === 'late') log.warn({ limitMs }, 'drain: what is still in flight is cut off');
    http.closeAllConnections();
  };

  return {
    isDraining: () => draining !== undefined,
    onDrain: (step) => void steps.push(step),
    run: (limitMs) => (draining ??= drain(limitMs)),
  };
}

async function stopAccepting(http: Server): Promise<void> {
  if (!http.listening) return;
  // A kept-alive connection would hold the server open: its next answer is its last, and an idle one is closed.
  http.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false;
  });
  const closed = once(http, 'close');
  http.close();
  const sweep = setInterval(() => http.closeIdleConnections(), idleSweepMs);
  await closed.finally(() => clearInterval(sweep));
}
