import type { IncomingMessage } from 'node:http';

/** Express' compiled `trust proxy`: is this hop, counted from us, a proxy of ours? */
export type TrustProxy = (address: string, hop: number) => boolean;

/**
 * The visitor's address: the nearest hop that is not a proxy of ours. What a stranger writes into X-Forwarded-For is not
 * looked at, or they would choose which address is rate-limited.
 */
export function visitorAddress(request: IncomingMessage, trust: TrustProxy): string {
  const header = request.headers['x-forwarded-for'];
  const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .toReversed();
  const hops = [request.socket.remoteAddress ?? '', ...forwarded];
  const visitor = hops.findIndex((hop, index) => !trust(hop, index));
  const address = (visitor < 0 ? hops.at(-1) : hops[visitor]) ?? '';
  return address.replace(/^::ffff:/, '');
}
