/** Puts the core of one server together. What needs features or a transport is put on top by app.ts. */
import { createAuth } from './auth/index.ts';
import { alone, type Cluster, type ClusterOptions, createCluster } from './cluster.ts';
import type { Core } from './core.ts';
import type { Encode } from './delivery/reader.ts';
import { createDirectory } from './directory/index.ts';
import { openJournals } from './journal/index.ts';
import { createLive, createLiveGround, type Live } from './live.ts';
import { createRateLimits } from './rate-limits.ts';
import { connectRedisState } from './redis-state.ts';

export interface CoreOptions extends Pick<Core, 'config' | 'log' | 'metrics' | 'db'> {
  /** How an event becomes bytes: the transport's. */
  encode: Encode;
  clock?: () => number;
}

export interface RunningCore {
  core: Core;
  live: Live;
  /** To be called once sessions can be looked at again: what makes several nodes one. */
  joinCluster(recheck: ClusterOptions['recheck']): Promise<Cluster>;
  close(): Promise<void>;
}

export async function createCore({
  config,
  log,
  metrics,
  db,
  encode,
  clock = Date.now,
}: CoreOptions): Promise<RunningCore> {
  const ground = createLiveGround(encode, log);
  const directory = createDirectory({ connection: db.connection, feed: ground.feed });
  const auth = await createAuth({ config, db, log, directory, clock });
  const journals = await openJournals({ clock, db, directory, log, metrics });
  const live = createLive(ground, { journals, db, clock, log });
  const redis = config.REDIS_URL === undefined ? null : await connectRedisState(config.REDIS_URL, log);
  const rateLimits = createRateLimits({ mode: config.RATE_LIMITS, redis });
  const { feed, delivery, presence } = live;
  const { authenticate } = auth;
  const core: Core = {
    ...{ config, log, metrics, db, clock, directory, journals },
    ...{ delivery, rateLimits, feed, presence, auth, authenticate },
  };
  // Here delivery has told them, in order; a node that does not follow the channel hears of it this way. After the rows
  // are written, so that it finds them.
  journals.onProjected((journal, { entered }) => {
    for (const memberId of entered) feed.tellOthers(memberId, { entered: [journal.channelId] });
  });
  let cluster: Cluster = alone;
  return {
    core,
    live,
    joinCluster: async (recheck) => {
      if (db.kind !== 'external') return cluster;
      const key = auth.secret.keyFor('bus');
      cluster = await createCluster({
        ...{ config, db, key, redis, live, journals },
        ...{ directory, recheck, clock, log, metrics },
      });
      return cluster;
    },
    close: async () => {
      await cluster.close();
      live.close();
      await journals.close();
      await rateLimits.close();
      redis?.disconnect();
    },
  };
}
