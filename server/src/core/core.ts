/** What the features stand on. One object for one server; a process may hold several (the tests do). */
import type { MePacket, MemberId } from '@atrium/shared';
import type { Config } from '../config.ts';
import type { Database } from '../db/connect.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Auth } from './auth/index.ts';
import type { Authenticate } from './caller.ts';
import type { Delivery } from './delivery.ts';
import type { Directory } from './directory.ts';
import type { Journals } from './journal/types.ts';
import type { PresenceBoard } from './presence.ts';
import type { MemberFeed } from './member-feed.ts';
import type { RateLimits } from './rate-limits.ts';

export interface Core {
  config: Config;
  log: Log;
  metrics: Metrics;
  db: Database;
  /** Milliseconds since 1970: the one clock (tests may turn it). */
  clock: () => number;
  directory: Directory;
  journals: Journals;
  /** Who is connected here, and what they are sent. */
  delivery: Delivery;
  rateLimits: RateLimits;
  /** Tells all devices of one member, on all nodes, what changed for them alone. */
  feed: MemberFeed;
  presence: PresenceBoard;
  auth: Auth;
  authenticate: Authenticate;
}

export type { MePacket, MemberId };
