/** The accounts' part of a server, with its own database, folder and port: the dispatcher, the HTTP door, and what they need. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemberId, MePacket } from '@atrium/shared';
import express from 'express';
import { accountHandlers, createAccountIndexes, setUpLink } from '../../../server/src/accounts/index.ts';
import { botHandlers } from '../../../server/src/bots/index.ts';
import { readConfig } from '../../../server/src/config.ts';
import { createAuth } from '../../../server/src/core/auth/index.ts';
import type { Handler } from '../../../server/src/core/command.ts';
import type { Core } from '../../../server/src/core/core.ts';
import { createDirectory } from '../../../server/src/core/directory/index.ts';
import { createDispatcher } from '../../../server/src/core/dispatch.ts';
import { createJournals } from '../../../server/src/core/journal/journals.ts';
import { createJournalIndexes } from '../../../server/src/core/journal/models.ts';
import { createMongoEntryStore } from '../../../server/src/core/journal/mongo-entry-store.ts';
import { createProjectionStore } from '../../../server/src/core/journal/projection-store.ts';
import { createRowStore } from '../../../server/src/core/journal/row-store.ts';
import { createRateLimits } from '../../../server/src/core/rate-limits.ts';
import { openDatabase } from '../../../server/src/db/connect.ts';
import { invitationHandlers } from '../../../server/src/invitations/index.ts';
import { createLog } from '../../../server/src/log.ts';
import { createMetrics } from '../../../server/src/metrics.ts';
import { peopleHandlers } from '../../../server/src/people/index.ts';
import { apiDocs } from '../../../server/src/transport/api-docs.ts';
import { httpDoor } from '../../../server/src/transport/http.ts';
import { answerError, notFound } from '../../../server/src/transport/http-errors.ts';
import { requestLog } from '../../../server/src/transport/request-log.ts';
import { securityHeaders } from '../../../server/src/transport/security-headers.ts';
import { workspaceHandlers } from '../../../server/src/workspace/index.ts';
import { readWorkspace } from '../../../server/src/workspace/read.ts';

export const handlers: readonly Handler[] = [
  ...accountHandlers,
  ...botHandlers,
  ...invitationHandlers,
  ...peopleHandlers,
  ...workspaceHandlers,
] as Handler[];

export interface ServerOptions {
  settings?: Record<string, string>;
  rateLimits?: 'on' | 'off';
  /** Another node of the same server: its database and folder. */
  beside?: { dataDir: string; core: Core };
}

/** What the feed was asked to do: connections to end, and packets for members. */
export interface FeedRecord {
  ended: { memberId: MemberId; sessionId: string | undefined }[];
  published: { memberId: MemberId; packet: MePacket }[];
}

export async function startServer({ settings = {}, rateLimits: mode = 'off', beside }: ServerOptions = {}) {
  const dataDir = beside?.dataDir ?? (await mkdtemp(join(tmpdir(), 'atrium-accounts-')));
  const mongoUrl = beside?.core.db.url ?? ownDatabase(process.env['MONGO_URL']);
  const config = readConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    ...(mongoUrl ? { MONGO_URL: mongoUrl } : {}),
    ...settings,
  });
  const logged: string[] = [];
  const log = createLog(config, { write: (line) => void logged.push(line) });
  const db = await openDatabase(config, log);
  await createAccountIndexes(db.connection);
  await createJournalIndexes(db.connection);

  const feedRecord: FeedRecord = { ended: [], published: [] };
  const feed = {
    publish: (memberId: MemberId, packet: MePacket) => void feedRecord.published.push({ memberId, packet }),
    announceMember: () => undefined,
    disconnect: (memberId: MemberId, sessionId?: string) =>
      void feedRecord.ended.push({ memberId, sessionId }),
  };
  let turnedMs = 0;
  const clock = () => Date.now() + turnedMs;
  const directory = createDirectory({ connection: db.connection, feed });
  const auth = await createAuth({ config, db, log, clock, directory });
  const { epoch } = await readWorkspace({ db, clock });
  const { db: native } = db.connection;
  const journals = createJournals({
    epoch,
    store: { ...createMongoEntryStore(native!), ...createRowStore(native!) },
    projection: createProjectionStore(native!, directory),
    clock,
    log,
    onFault: () => undefined,
  });
  const rateLimits = createRateLimits({ mode, redis: null });
  const parts = {
    config,
    log,
    metrics: createMetrics(),
    db,
    clock,
    directory,
    auth,
    journals,
    feed,
    rateLimits,
  };
  // Sockets and presence have no part in these tests.
  const core = { ...parts, authenticate: auth.authenticate } as unknown as Core;
  const dispatch = createDispatcher(core, handlers, rateLimits, { checkOutput: true });
  const door = httpDoor({
    config,
    authenticate: auth.authenticate,
    run: ({ name, input, ...origin }) => dispatch(name, input, { transport: 'http', ...origin }),
  });
  const app = express()
    .disable('x-powered-by')
    .set('trust proxy', config.TRUST_PROXY ?? false);
  app.use(
    requestLog(log),
    securityHeaders(config),
    apiDocs({ version: '0.0.0' }),
    door,
    notFound,
    answerError(log),
  );
  const http = createServer(app).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;

  return {
    url,
    core,
    config,
    dataDir,
    dispatch,
    logged,
    feedRecord,
    turnClock: (ms: number) => void (turnedMs += ms),
    firstRunLink: () => setUpLink(core, url),
    close: async () => {
      http.closeAllConnections();
      http.close();
      await journals.close();
      if (!beside) await db.connection.dropDatabase();
      await db.close();
      if (!beside) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type TestServer = Awaited<ReturnType<typeof startServer>>;

/** A database of this server's own on the engine that MONGO_URL names; undefined for the embedded engine. */
function ownDatabase(named: string | undefined): string | undefined {
  if (!named) return undefined;
  const url = new URL(named);
  url.pathname = `/t_${randomBytes(6).toString('hex')}`;
  return url.href;
}
