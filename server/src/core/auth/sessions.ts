/**
 * Logins (who has which password) and sessions, in the authentication library's own collections. A login's id is its
 * member's id, and its "e-mail address" is made from that id: a member's real address stands in one place only, the
 * member's row, and can be changed there.
 */
import { limits, type MemberId } from '@atrium/shared';
import { comeBack } from '../database-errors.ts';
import { addressHeader, createLibrary, type LibraryOptions, sessionCookieName } from './library.ts';
import { hashPassword, verifyPassword } from './passwords.ts';

export interface SessionRow {
  id: string;
  memberId: MemberId;
  userAgent: string;
  address: string;
  createdAt: number;
  lastUsedAt: number;
  expiresAt: number;
}

/** From where somebody signs in. */
export interface Device {
  address: string;
  userAgent: string;
}

export interface Sessions {
  /** Makes the login of a member; `passwordHash` comes from {@link hashPassword}. */
  createLogin(memberId: MemberId, passwordHash: string): Promise<void>;
  removeLogin(memberId: MemberId): Promise<void>;
  /**
   * Null when the password is wrong or there is no such login: the same work is done for both. The answer's cookies are
   * for the Set-Cookie headers.
   */
  signIn(
    memberId: MemberId,
    password: string,
    device: Device,
  ): Promise<{ sessionId: string; cookies: string[] } | null>;
  checkPassword(memberId: MemberId, password: string): Promise<boolean>;
  setPassword(memberId: MemberId, passwordHash: string): Promise<void>;
  /** The session that a Cookie header names; null for none, a forged or an expired one. */
  find(cookieHeader: string): Promise<SessionRow | null>;
  /** The value of the session's cookie in a Cookie header, unchecked. */
  cookieValue(cookieHeader: string): string | null;
  /** A Set-Cookie header that keeps the browser's session alive as long as the server's. */
  renewedCookie(cookieHeader: string, expiresAt: number, now: number): string | null;
  clearedCookie(): string;
  /** Living sessions, oldest first. */
  list(memberId: MemberId): Promise<SessionRow[]>;
  /** @returns whether it was there */
  end(memberId: MemberId, sessionId: string): Promise<boolean>;
  /** Notes that the session is in use, and moves its end. */
  touch(session: SessionRow, now: number): Promise<void>;
}

type LibrarySession = {
  id: string;
  userId: string;
  userAgent?: string | null | undefined;
  ipAddress?: string | null | undefined;
  createdAt: Date;
  updatedAt: Date;
  expiresAt: Date;
};

/** @see {@link Sessions} */
export async function createSessions(options: LibraryOptions): Promise<Sessions> {
  const library = createLibrary(options);
  const { internalAdapter, adapter } = await library.$context;
  const cookieName = sessionCookieName(options.config);
  const secure = cookieName.startsWith('__Host-') ? '; Secure' : '';
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${secure}`;

  const passwordHashOf = async (memberId: MemberId) =>
    (await internalAdapter.findCredentialAccount(memberId))?.password ?? null;

  const sessions: Sessions = {
    createLogin: async (memberId, passwordHash) => {
      await internalAdapter.createUser(
        { id: memberId, email: loginName(memberId), name: memberId, emailVerified: true },
        { method: 'email-password' },
      );
      await internalAdapter.linkAccount({
        userId: memberId,
        accountId: memberId,
        providerId: 'credential',
        password: passwordHash,
      });
    },
    removeLogin: (memberId) => internalAdapter.deleteUser(memberId),
    signIn: async (memberId, password, device) => {
      const headers = new Headers({ 'user-agent': device.userAgent, [addressHeader]: device.address });
      const body = { email: loginName(memberId), password };
      const answer = await library.api
        .signInEmail({ body, headers, returnHeaders: true })
        .catch((error: unknown) => {
          if ((error as { statusCode?: unknown }).statusCode === 401) return null;
          throw comeBack(error);
        });
      if (answer === null) return null;
      const cookies = answer.headers.getSetCookie();
      const session = await sessions.find(cookies.map((cookie) => cookie.split(';', 1)[0]).join('; '));
      if (session === null) throw comeBack();
      return { sessionId: session.id, cookies };
    },
    checkPassword: async (memberId, password) => {
      const kept = await passwordHashOf(memberId);
      if (kept === null) return false;
      return verifyPassword({ hash: kept, password });
    },
    setPassword: async (memberId, passwordHash) => {
      // Imported people have no login until they first choose a password.
      if ((await passwordHashOf(memberId)) === null) await sessions.createLogin(memberId, passwordHash);
      else await internalAdapter.updatePassword(memberId, passwordHash);
    },
    find: async (cookieHeader) => {
      const found = await library.api
        .getSession({ headers: new Headers({ cookie: cookieHeader }), query: { disableRefresh: true } })
        .catch((cause: unknown) => {
          // Whether the session is good cannot be known now: that is no reason to say that it is not.
          throw comeBack(cause);
        });
      return found === null ? null : toRow(found.session);
    },
    cookieValue: (cookieHeader) => cookieOf(cookieHeader, cookieName),
    renewedCookie: (cookieHeader, expiresAt, now) => {
      const value = cookieOf(cookieHeader, cookieName);
      if (value === null || !/^[\w.%+/=-]+$/.test(value)) return null;
      const maxAge = Math.max(0, Math.floor((expiresAt - now) / 1000));
      return `${cookieName}=${value}; Max-Age=${maxAge}${attributes}`;
    },
    clearedCookie: () => `${cookieName}=; Max-Age=0${attributes}`,
    list: async (memberId) => {
      const rows = await internalAdapter.listSessions(memberId, { onlyActiveSessions: true });
      return rows.map(toRow).toSorted((one, other) => one.createdAt - other.createdAt);
    },
    end: async (memberId, sessionId) => {
      const where = [
        { field: 'id', value: sessionId },
        { field: 'userId', value: memberId },
      ];
      return (await adapter.deleteMany({ model: 'session', where })) > 0;
    },
    touch: async (session, now) => {
      const expiresAt = Math.min(now + limits.sessionMs, session.createdAt + limits.sessionMsMax);
      await adapter.updateMany({
        model: 'session',
        where: [{ field: 'id', value: session.id }],
        update: { updatedAt: new Date(now), expiresAt: new Date(expiresAt) },
      });
    },
  };
  return sessions;
}

export { hashPassword };

/** In hexadecimal: the library compares addresses without regard to case, ids differ by it. */
function loginName(memberId: MemberId): string {
  return `${Buffer.from(memberId).toString('hex')}@members.invalid`;
}

function toRow(session: LibrarySession): SessionRow {
  return {
    id: session.id,
    memberId: session.userId as MemberId,
    userAgent: session.userAgent ?? '',
    address: session.ipAddress ?? '',
    createdAt: session.createdAt.getTime(),
    lastUsedAt: session.updatedAt.getTime(),
    expiresAt: session.expiresAt.getTime(),
  };
}

function cookieOf(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
