import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import compression from 'compression';
import express from 'express';
import { type Config, configWarnings, isLoopback } from './config.ts';
import type { Context } from './context.ts';
import { type Database, openDatabase } from './db/connect.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { clientFiles } from './transport/client-files.ts';
import { createDrain } from './transport/drain.ts';
import { answerError, notFound } from './transport/http-errors.ts';
import { createHealth } from './transport/health.ts';
import { requestLog } from './transport/request-log.ts';
import { securityHeaders } from './transport/security-headers.ts';

export type App = {
  /** Where it listens, without a slash at the end: `http://127.0.0.1:3000`. */
  url: string;
  /** The page where the owner of a new workspace sets it up; null once that is done. */
  firstRunLink(): Promise<string | null>;
  /** Resolves when its database is gone for good: nothing can be served any more. */
  failed: Promise<Error>;
  /** Stops accepting, lets what is in flight finish, closes the database. */
  close(): Promise<void>;
};

/** Starts a whole server in this process. Port 0 takes a free one. */
export async function createApp(config: Config, log: Log = createLog(config, process.stdout)): Promise<App> {
  for (const warning of configWarnings(config)) log.warn(warning);
  const db = await openDatabase(config, log);
  const context = createContext(config, log, db);
  try {
    setUpHttp(context);
    const url = await listen(context);
    return { url, firstRunLink: async () => null, failed: db.failed, close: () => close(context) };
  } catch (error) {
    await close(context);
    throw error;
  }
}

function createContext(config: Config, log: Log, db: Database): Context {
  const app = express();
  const http = createServer(app);
  const metrics = createMetrics();
  const drain = createDrain(http, log);
  const health = createHealth({ isDraining: drain.isDraining, metrics, metricsToken: config.METRICS_TOKEN });
  health.addCheck({ name: 'database', check: db.ping });
  return { config, log, db, metrics, http, express: app, health, drain };
}

/** In this order: the first that answers a request ends it. */
function setUpHttp({ config, log, express: app, health }: Context): void {
  app.disable('x-powered-by');
  app.set('trust proxy', config.TRUST_PROXY ?? false);
  app.use(health.router);
  app.use(requestLog(log));
  app.use(securityHeaders(config));
  app.use(compression());
  app.use(clientFiles(clientFolder));
  app.use(notFound, answerError(log));
}

/** `server/src` and `server/dist` are equally deep, so this holds for both. */
const clientFolder = fileURLToPath(new URL('../../client/dist', import.meta.url));

async function listen({ config, http }: Context): Promise<string> {
  http.listen(config.PORT, config.HOST);
  await once(http, 'listening');
  const { address, port } = http.address() as AddressInfo;
  const host = isLoopback(config.HOST) ? config.HOST : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function close({ config, db, drain }: Context): Promise<void> {
  await drain.run(config.DRAIN_MS);
  await db.close();
}
