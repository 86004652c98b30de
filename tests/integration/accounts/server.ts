/** A whole server with its own database, folder and port, and what the tests look at inside it. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemberId, MePacket } from '@atrium/shared';
import { createApp } from '../../../server/src/app.ts';
import { readConfig } from '../../../server/src/config.ts';
import type { Core } from '../../../server/src/core/core.ts';
import { createLog } from '../../../server/src/log.ts';

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

export async function startServer({ settings = {}, rateLimits = 'off', beside }: ServerOptions = {}) {
  const dataDir = beside?.dataDir ?? (await mkdtemp(join(tmpdir(), 'atrium-accounts-')));
  const mongoUrl = beside?.core.db.url ?? ownDatabase(process.env['MONGO_URL']);
  const config = readConfig({
    ...{ DATA_DIR: dataDir, PORT: '0', DRAIN_MS: '1000', RATE_LIMITS: rateLimits },
    ...(mongoUrl ? { MONGO_URL: mongoUrl } : {}),
    ...settings,
  });
  const logged: string[] = [];
  const app = await createApp(config, createLog(config, { write: (line) => void logged.push(line) }));
  const { core } = app;
  const feedRecord = recordFeed(core);
  let turnedMs = 0;
  core.clock = () => Date.now() + turnedMs;

  return {
    ...{ url: app.url, core, config, dataDir, dispatch: app.dispatch, logged, feedRecord },
    /** What commands take for now; sessions and caches go by the real clock. */
    turnClock: (ms: number) => void (turnedMs += ms),
    firstRunLink: app.firstRunLink,
    close: async () => {
      if (!beside) await core.db.connection.dropDatabase();
      await app.close();
      if (!beside) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type TestServer = Awaited<ReturnType<typeof startServer>>;

function recordFeed({ feed }: Core): FeedRecord {
  const record: FeedRecord = { ended: [], published: [] };
  const { publish, disconnect } = feed;
  feed.publish = (memberId, packet) => {
    record.published.push({ memberId, packet });
    publish(memberId, packet);
  };
  feed.disconnect = (memberId, sessionId) => {
    record.ended.push({ memberId, sessionId });
    disconnect(memberId, sessionId);
  };
  return record;
}

/** A database of this server's own on the engine that MONGO_URL names; undefined for the embedded engine. */
function ownDatabase(named: string | undefined): string | undefined {
  if (!named) return undefined;
  const url = new URL(named);
  url.pathname = `/t_${randomBytes(6).toString('hex')}`;
  return url.href;
}
