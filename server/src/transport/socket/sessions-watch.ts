/**
 * Rights end while a connection stays open: a session runs out or is revoked, a member is deactivated or becomes something
 * else. Other chat servers let such sockets go on receiving (Rocket.Chat CVE-2026-30831, Vikunja GHSA-6hv6-xc92-j86g).
 */
import type { Member, MemberId } from '@atrium/shared';
import type { Log } from '../../log.ts';
import type { Authenticate } from '../../core/caller.ts';
import type { Registry } from '../../core/delivery/registry.ts';
import type { Delivery } from '../../core/delivery.ts';
import { Connection } from './connection.ts';

export interface SessionsWatchOptions {
  registry: Registry;
  authenticate: Authenticate;
  /** Forgets what is cached of a member's proofs. */
  forget: (memberId: MemberId, sessionId?: string) => void;
  delivery: Pick<Delivery, 'recheck'>;
  clock: () => number;
  log: Log;
}

export interface SessionsWatch {
  /** Ends the connections of one session (or token), or without an id all of a member's. */
  end(memberId: MemberId, sessionId: string | undefined): void;
  /** Takes over what the member is now. */
  memberChanged(member: Member): void;
  /** Asks again whether the member's connections are still good. */
  recheck(memberId: MemberId): Promise<void>;
  close(): void;
}

const sweepEveryMs = 5_000;

export function createSessionsWatch(options: SessionsWatchOptions): SessionsWatch {
  const { registry, authenticate, forget, delivery, clock, log } = options;

  const connectionsOf = (memberId: MemberId): Connection[] =>
    (registry.of(memberId)?.readers ?? []).filter(
      (reader): reader is Connection => reader instanceof Connection,
    );

  const ask = async (connection: Connection): Promise<void> => {
    const caller = await authenticate(connection.credentials);
    if (!caller || caller.deactivated || caller.memberId !== connection.memberId)
      return connection.end('revoked', 0);
    connection.caller = caller;
  };

  const sweep = async () => {
    const now = clock();
    for (const reader of registry.readers()) {
      if (!(reader instanceof Connection)) continue;
      const { proof } = reader.caller;
      if (proof.kind === 'session' && proof.expiresAt <= now) await ask(reader);
    }
  };
  const timer = setInterval(() => {
    // The database cannot be asked: whether it is back is asked again soon, and commands are refused meanwhile.
    sweep().catch((err: unknown) => log.warn({ err }, 'sessions that ran out could not be looked at'));
  }, sweepEveryMs);
  timer.unref();

  return {
    end: (memberId, sessionId) => {
      forget(memberId, sessionId);
      for (const connection of connectionsOf(memberId)) {
        if (sessionId === undefined || connection.sessionId === sessionId) connection.end('revoked', 0);
      }
    },
    memberChanged: ({ id, role, companyId, deactivatedAt }) => {
      for (const connection of connectionsOf(id)) {
        if (deactivatedAt !== null) connection.end('revoked', 0);
        else connection.caller = { ...connection.caller, role, companyId, deactivated: false };
      }
      delivery.recheck(id, clock());
    },
    recheck: async (memberId) => {
      forget(memberId);
      await Promise.all(connectionsOf(memberId).map(ask));
      delivery.recheck(memberId, clock());
    },
    close: () => clearInterval(timer),
  };
}
