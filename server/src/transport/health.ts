import { timingSafeEqual, createHash } from 'node:crypto';
import { type Request, Router } from 'express';
import { isLoopback } from '../config.ts';
import type { Metrics } from '../metrics.ts';

/** Rejects when the part cannot serve. */
export type ReadinessCheck = { name: string; check(): Promise<unknown> };

export type Health = {
  router: Router;
  /** Adds a part that must work before traffic is sent here, such as the bus. */
  addCheck(check: ReadinessCheck): void;
};

export type HealthOptions = { isDraining(): boolean; metrics: Metrics; metricsToken: string | undefined };

const checkTimeoutMs = 3_000;

/** `/healthz`: the process answers. `/readyz`: it can serve. `/metrics`: Prometheus' text format, or not there. */
export function createHealth({ isDraining, metrics, metricsToken }: HealthOptions): Health {
  const checks: ReadinessCheck[] = [];
  const router = Router();

  router.get('/healthz', (_request, response) => {
    response.set('cache-control', 'no-store').json({ status: 'ok' });
  });

  router.get('/readyz', async (_request, response) => {
    const failing = await failingChecks(checks);
    const status = isDraining() ? 'draining' : failing.length > 0 ? 'not_ready' : 'ready';
    response.status(status === 'ready' ? 200 : 503);
    response.set('cache-control', 'no-store').json({ status, failing });
  });

  router.get('/metrics', async (request, response, next) => {
    if (!mayReadMetrics(request, metricsToken)) return next();
    response.set('content-type', metrics.contentType).send(await metrics.text());
  });

  return { router, addCheck: (check) => void checks.push(check) };
}

async function failingChecks(checks: readonly ReadinessCheck[]): Promise<string[]> {
  const results = await Promise.all(
    checks.map(async ({ name, check }) => {
      try {
        await within(checkTimeoutMs, check());
        return [];
      } catch {
        // Which part fails is what an operator needs here; its own log says why.
        return [name];
      }
    }),
  );
  return results.flat();
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** A proxy on the same machine makes every visitor look local: a forwarded request is never a loopback peer. */
function mayReadMetrics(request: Request, token: string | undefined): boolean {
  if (token !== undefined && isSame(request.get('authorization') ?? '', `Bearer ${token}`)) return true;
  const isForwarded = ['x-forwarded-for', 'forwarded', 'via'].some(
    (name) => request.headers[name] !== undefined,
  );
  return !isForwarded && isLoopback(request.socket.remoteAddress ?? '');
}

/** In constant time, so that a token cannot be guessed byte by byte. */
function isSame(given: string, wanted: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
