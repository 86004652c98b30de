import { hash, randomBytes } from 'node:crypto';

/** A new secret for a link or a bot: 256 bits from the CSPRNG, of letters that need no escaping in a link. */
export function newToken(prefix = ''): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/**
 * What the database keeps in place of a token. A fast hash is enough: a token has 256 random bits, so that nothing can
 * be gained by guessing, and looking a hash up in an index tells nothing about the token's own letters.
 */
export function hashToken(token: string): string {
  return hash('sha256', token, 'base64url');
}
