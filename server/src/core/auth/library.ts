/** The authentication library, set up the one way that Atrium uses it. Nothing else of the server imports it. */
import { limits, newId } from '@atrium/shared';
import type { BetterAuthOptions } from 'better-auth';
import { mongodbAdapter } from 'better-auth/adapters/mongodb';
import { betterAuth } from 'better-auth/minimal';
import type { Connection } from 'mongoose';
import type { Config } from '../../config.ts';
import type { Log } from '../../log.ts';
import { hashSessionTokens } from './hashed-sessions.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import type { Secret } from './secret.ts';

export interface LibraryOptions {
  config: Pick<Config, 'PUBLIC_URL'>;
  db: { connection: Connection };
  log: Log;
  secret: Secret;
}

/** Carries the visitor's address from the transport to the session's row. Never read from a request. */
export const addressHeader = 'x-atrium-address';

/** `__Host-`: no sub-domain and no plain-http page can set or replace the cookie. It needs https. */
export function sessionCookieName(config: Pick<Config, 'PUBLIC_URL'>): string {
  return isHttps(config) ? '__Host-atrium_session' : 'atrium_session';
}

export function createLibrary({ config, db, log, secret }: LibraryOptions) {
  const { db: database } = db.connection;
  if (database === undefined) throw new Error('the connection has no database');
  const adapter = mongodbAdapter(database);
  return betterAuth({
    appName: 'Atrium',
    baseURL: config.PUBLIC_URL ?? 'http://localhost',
    secret: secret.keyFor('session cookie').toString('base64url'),
    // No `client`: then no transactions, which the embedded engine does not have.
    database: (options: BetterAuthOptions) => hashSessionTokens(adapter(options)),
    user: { modelName: 'auth_users' },
    account: { modelName: 'auth_accounts' },
    verification: { modelName: 'auth_verifications' },
    session: {
      modelName: 'auth_sessions',
      expiresIn: limits.sessionMs / 1000,
      // The cookie's copy of a session would outlive its revocation (GHSA-xg6x-h9c9-2m83 came from it).
      cookieCache: { enabled: false },
      disableSessionRefresh: true,
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: limits.passwordLengthMin,
      maxPasswordLength: limits.passwordLengthMax,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    advanced: {
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: sessionCookieName(config),
          attributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps(config) },
        },
      },
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: [addressHeader], ipv6Subnet: 128 },
    },
    // Ours counts by member, address and command, in Redis where there are several nodes.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => log.error({ from: 'authentication' }, message) },
  });
}

export type Library = ReturnType<typeof createLibrary>;

function isHttps({ PUBLIC_URL }: Pick<Config, 'PUBLIC_URL'>): boolean {
  return PUBLIC_URL?.startsWith('https:') ?? false;
}
