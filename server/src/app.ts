import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { limits, newId } from '@atrium/shared';
import compression from 'compression';
import express from 'express';
import { setUpLink } from './accounts/index.ts';
import { version } from './accounts/version.ts';
import { handlers } from './commands.ts';
import { type Config, configWarnings, isLoopback } from './config.ts';
import type { Context } from './context.ts';
import { createClock } from './core/clock.ts';
import { alone } from './core/cluster.ts';
import type { Core } from './core/core.ts';
import { createCore } from './core/create-core.ts';
import { createDispatcher, type Dispatch } from './core/dispatch.ts';
import { readFailpoints } from './core/failpoints.ts';
import { type Database, openDatabase } from './db/connect.ts';
import { watchImports } from './import/watch.ts';
import { createIndexes } from './indexes.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { startSender } from './scheduled/sender.ts';
import { startResumingMoves } from './threads/moves/resume.ts';
import { createTransferContent } from './transfers/content.ts';
import { startTransfers } from './transfers/runner.ts';
import { apiDocs } from './transport/api-docs.ts';
import { clientFiles } from './transport/client-files.ts';
import { createDrain } from './transport/drain.ts';
import { httpDoor } from './transport/http.ts';
import { answerError, notFound } from './transport/http-errors.ts';
import { createHealth } from './transport/health.ts';
import { requestLog } from './transport/request-log.ts';
import { securityHeaders } from './transport/security-headers.ts';
import { setUpSockets } from './transport/socket.ts';
import { eventFrame } from './transport/socket/frame.ts';
import { transferContent } from './transport/transfer-content.ts';

export type App = {
  /** Where it listens, without a slash at the end: `http://127.0.0.1:3000`. */
  url: string;
  core: Core;
  dispatch: Dispatch;
  /** The page where the owner of a new workspace sets it up; null once that is done. */
  firstRunLink(): Promise<string | null>;
  /** Resolves when its database is gone for good: nothing can be served any more. */
  failed: Promise<Error>;
  /** Stops accepting, lets what is in flight finish, closes the database. */
  close(): Promise<void>;
};

/** Starts a whole server in this process. Port 0 takes a free one. */
export async function createApp(config: Config, log: Log = createLog(config, process.stdout)): Promise<App> {
  const { clockOffsetMs } = readFailpoints(process.env);
  for (const warning of configWarnings(config)) log.warn(warning);
  const db = await openDatabase(config, log);
  const context = createContext(config, log, db);
  try {
    const { core, dispatch } = await setUpCommands(context, clockOffsetMs);
    setUpHttp(context, core, dispatch);
    const url = await listen(context);
    // Links name the port that it got, where any free one would do.
    if (config.PORT === 0) core.config = { ...config, PORT: Number(new URL(url).port) };
    const firstRunLink = () => setUpLink(core, config.PUBLIC_URL ?? url);
    return { url, core, dispatch, firstRunLink, failed: db.failed, close: () => close(context) };
  } catch (error) {
    await close(context);
    throw error;
  }
}

/** What answers commands, whichever way they come, and tells connections what happened. */
async function setUpCommands(
  context: Context,
  clockOffsetMs: number,
): Promise<{ core: Core; dispatch: Dispatch }> {
  const { config, log, db, metrics, drain } = context;
  await createIndexes(db.connection);
  const clock = await createClock({ db, log, offsetMs: clockOffsetMs });
  const running = await createCore({ config, log, metrics, db, encode: eventFrame, clock: clock.now });
  const { core, live } = running;
  const dispatch = createDispatcher(core, handlers, core.rateLimits);
  let cluster = alone;
  const sessions = setUpSockets({
    ...{ context, core, live, dispatch },
    cluster: { begin: (memberId) => cluster.begin(memberId), isBlind: () => cluster.isBlind() },
  });
  cluster = await running.joinCluster((memberId) => sessions.recheck(memberId));
  const sender = startSender(core, (name, input, caller) =>
    dispatch(name, input, { transport: 'server', caller, requestId: newId() }),
  );
  const transfers = startTransfers(core);
  const moves = startResumingMoves(core);
  const imports = watchImports({
    core,
    connected: () => [...live.registry.all()].map(({ memberId }) => memberId),
    deliver: (memberId, packet) => live.feed.deliver(memberId, packet),
  });
  drain.onDrain({
    name: 'core',
    run: async () => {
      await transfers.close();
      await moves.close();
      await imports.close();
      await sender.close();
      await running.close();
      clock.close();
    },
  });
  return { core, dispatch };
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
function setUpHttp({ config, log, express: app, health }: Context, core: Core, dispatch: Dispatch): void {
  app.disable('x-powered-by');
  app.set('trust proxy', config.TRUST_PROXY ?? false);
  app.use(health.router);
  app.use(requestLog(log));
  app.use(securityHeaders(config));
  app.use(compression());
  app.use(apiDocs({ version }));
  app.use(
    httpDoor({
      config,
      authenticate: core.authenticate,
      run: ({ name, input, ...origin }) => dispatch(name, input, { transport: 'http', ...origin }),
    }),
  );
  const { authenticate } = core;
  app.use(transferContent({ config, authenticate, content: createTransferContent(core) }));
  app.use(clientFiles(clientFolder));
  app.use(notFound, answerError(log));
}

/** `server/src` and `server/dist` are equally deep, so this holds for both. */
const clientFolder = fileURLToPath(new URL('../../client/dist', import.meta.url));

async function listen({ config, http }: Context): Promise<string> {
  http.listen({ port: config.PORT, host: config.HOST, backlog: limits.connectionsWaitingMax });
  await once(http, 'listening');
  const { address, port } = http.address() as AddressInfo;
  const host = isLoopback(config.HOST) ? config.HOST : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function close({ config, db, drain }: Context): Promise<void> {
  await drain.run(config.DRAIN_MS);
  await db.close();
}
