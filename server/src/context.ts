import type { Server } from 'node:http';
import type { Express } from 'express';
import type { Config } from './config.ts';
import type { Database } from './db/connect.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Drain } from './transport/drain.ts';
import type { Health } from './transport/health.ts';

/** What the parts of a server are made from: app.ts makes one and hands it to each set-up function in order. */
export type Context = {
  config: Config;
  log: Log;
  db: Database;
  metrics: Metrics;
  http: Server;
  express: Express;
  health: Health;
  drain: Drain;
};
