import type { Config } from '../config.ts';

/**
 * The origin that links begin with: configured, never taken from a request, whose Host and Forwarded headers anybody can
 * set (a reset link that leads to the attacker's site).
 */
export function publicUrl({ PUBLIC_URL, HOST, PORT }: Pick<Config, 'PUBLIC_URL' | 'HOST' | 'PORT'>): string {
  if (PUBLIC_URL !== undefined) return PUBLIC_URL;
  const host = HOST === '0.0.0.0' || HOST === '::' ? 'localhost' : HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`;
}

/** The token stands behind the #: browsers send it to no server, neither in the request nor as Referer. */
export function linkTo(base: string, page: 'set-up' | 'invite' | 'reset' | 'confirm', token: string): string {
  return `${base}/${page}#token=${token}`;
}
