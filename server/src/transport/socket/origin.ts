/**
 * Which pages may open a socket. A browser sends the session's cookie with any page's handshake, so without this a
 * foreign page reads its visitor's messages (cross-site WebSocket hijacking; NodeBB GHSA-4qcv-qf38-5j3j).
 */
import type { IncomingMessage } from 'node:http';
import { type Config, isLoopback } from '../../config.ts';

export type OriginVerdict =
  /** A page of ours. */
  | 'ours'
  /** No browser: it must show a token, a cookie does not count. */
  | 'none'
  | 'foreign';

export function judgeOrigin(
  request: Pick<IncomingMessage, 'headers' | 'rawHeaders'>,
  config: Pick<Config, 'PUBLIC_URL'>,
): OriginVerdict {
  const { origin, host } = request.headers;
  if (count(request.rawHeaders, 'origin') > 1) return 'foreign';
  if (origin === undefined) return 'none';
  if (config.PUBLIC_URL !== undefined) return origin === config.PUBLIC_URL ? 'ours' : 'foreign';
  return isOwnLoopbackPage(origin, host) ? 'ours' : 'foreign';
}

/** Without PUBLIC_URL only pages from this machine are let in, and only from the very address that they call. */
function isOwnLoopbackPage(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  if (page.origin !== origin || !/^https?:$/.test(page.protocol)) return false;
  return page.host === host && isLoopback(page.hostname.replace(/^\[|\]$/g, ''));
}

function count(rawHeaders: readonly string[], name: string): number {
  return rawHeaders.filter((header, index) => index % 2 === 0 && header.toLowerCase() === name).length;
}
