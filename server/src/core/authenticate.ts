/**
 * The one function that turns credentials into somebody, for HTTP, sockets and files alike. A second way in would be a
 * way around deactivation and revocation, as other chat servers found out at their socket gateways (CVE-2026-30831).
 */
import { AtriumError, type MemberId, type Scope } from '@atrium/shared';
import { LRUCache } from 'lru-cache';
import type { Model } from 'mongoose';
import type { Log } from '../log.ts';
import type { SessionRow, Sessions } from './auth/sessions.ts';
import type { TokenRow } from './auth/token-model.ts';
import { hashToken } from './auth/tokens.ts';
import type { Authenticate, Caller, Credentials, Proof } from './caller.ts';
import { comeBack } from './database-errors.ts';
import type { Directory } from './directory.ts';
import { ExpiringCache } from './expiring-cache.ts';
import { arrivalGatherMs, gathered, rowsBy } from './gathered.ts';

/** How long a revocation that this node does not hear of may go unnoticed; 15 s are promised. */
const maxAgeMs = 10_000;
const maxProofs = 20_000;
/** How exact "last used" is: a use is noted at most this often. */
const useNotedEveryMs = 60_000;

const tokenRows = rowsBy<TokenRow, string>({ collection: 'tokens', field: '_id', crowdMs: arrivalGatherMs });

export interface Authenticator {
  authenticate: Authenticate;
  /** Forgets what is cached of one session or, without an id, of all sessions and tokens of a member. */
  forget(memberId: MemberId, sessionId?: string): void;
}

export interface AuthenticatorOptions {
  sessions: Pick<Sessions, 'find' | 'touch' | 'cookieValue'>;
  tokens: Model<TokenRow>;
  directory: Pick<Directory, 'get'>;
  clock: () => number;
  log: Log;
}

interface Proven {
  memberId: MemberId;
  proof: Proof;
}

/** @see {@link Authenticator} */
export function createAuthenticator({
  sessions,
  tokens,
  directory,
  clock,
  log,
}: AuthenticatorOptions): Authenticator {
  const cache = new ExpiringCache<string, Proven>({ max: maxProofs, ttl: maxAgeMs });
  /** Counts what was forgotten: a look-up that began before must not put a revoked session back. */
  let forgotten = 0;

  const remember = async (key: string, look: () => Promise<Proven | null>): Promise<Proven | null> => {
    const known = cache.get(key);
    if (known) return known;
    const before = forgotten;
    const proven = await look();
    if (proven && before === forgotten) cache.set(key, proven);
    return proven;
  };

  const noteUse = (noted: Promise<unknown>): void => {
    noted.catch((err: unknown) => log.warn({ err }, 'the last use of a session or token could not be noted'));
  };

  const bySession = async (cookie: string): Promise<Proven | null> => {
    const session = await sessions.find(cookie);
    if (session === null) return null;
    const now = clock();
    if (now - session.lastUsedAt >= useNotedEveryMs) noteUse(sessions.touch(session, now));
    return { memberId: session.memberId, proof: sessionProof(session) };
  };

  /** Those of one turn in one write: a storm of sign-ins must not be a storm of writes. */
  const noteToken = gathered(async (hashes: readonly string[]) => {
    const used = { _id: { $in: [...hashes] } };
    await tokens.collection.updateMany(used as object, { $set: { lastUsedAt: clock() } });
    return [];
  });

  const byToken = async (hash: string): Promise<Proven | null> => {
    const [token] = await tokenRows(tokens.db, hash);
    if (token === undefined) return null;
    if (clock() - (token.lastUsedAt ?? 0) >= useNotedEveryMs) noteUse(noteToken(hash));
    return { memberId: token.memberId, proof: tokenProof(token) };
  };

  const prove = async ({ bearer, cookie }: Credentials): Promise<Proven | null> => {
    if (bearer !== undefined) {
      const hash = hashToken(bearer);
      return remember(`token ${hash}`, () => byToken(hash));
    }
    const value = cookie === undefined ? null : sessions.cookieValue(cookie);
    if (cookie === undefined || value === null) return null;
    const proven = await remember(`session ${hashToken(value)}`, () => bySession(cookie));
    return proven && isLiving(proven.proof, clock()) ? proven : null;
  };

  return {
    authenticate: async (credentials) => {
      try {
        const proven = await prove(credentials);
        const member = proven && (await directory.get(proven.memberId));
        if (!proven || !member) return null;
        const { role, companyId, deactivatedAt } = member;
        const deactivated = deactivatedAt !== null;
        const { address } = credentials;
        return {
          memberId: member.id,
          role,
          companyId,
          deactivated,
          proof: proven.proof,
          address,
        } satisfies Caller;
      } catch (cause) {
        if (cause instanceof AtriumError) throw cause;
        throw comeBack(cause);
      }
    },
    forget: (memberId, sessionId) => {
      forgotten += 1;
      for (const [key, proven] of cache.entries()) {
        if (proven.memberId === memberId && (sessionId === undefined || isOf(proven.proof, sessionId)))
          cache.delete(key);
      }
    },
  };
}

function sessionProof(session: SessionRow): Proof {
  return { kind: 'session', sessionId: session.id, expiresAt: session.expiresAt };
}

function tokenProof(token: TokenRow): Proof {
  const channelIds = token.channelIds === null ? null : new Set(token.channelIds);
  return { kind: 'token', tokenId: token.id, scopes: scopesOf(token.scopes), channelIds };
}

/** Most tokens have the same scopes, and each connection holds on to its token's. */
const scopeSets = new LRUCache<string, ReadonlySet<Scope>>({ max: 100 });

function scopesOf(scopes: readonly Scope[]): ReadonlySet<Scope> {
  const key = scopes.join(' ');
  const known = scopeSets.get(key) ?? new Set(scopes);
  scopeSets.set(key, known);
  return known;
}

function isLiving(proof: Proof, now: number): boolean {
  return proof.kind !== 'session' || proof.expiresAt > now;
}

/** A token's connections are ended by its id as a session's are by theirs. */
function isOf(proof: Proof, id: string): boolean {
  if (proof.kind === 'session') return proof.sessionId === id;
  return proof.kind === 'token' && proof.tokenId === id;
}
