/**
 * What a client sends, in Socket.IO's text: `0{…}` asks to be connected, then `2<id>["name",input]` is an event, `1` a
 * goodbye. Read here, so that a connection needs no decoder, namespace and socket of Socket.IO's of its own.
 */
import { type FirstCommand, limits } from '@atrium/shared';

export type Packet = { kind: 'event'; id: number | null; data: unknown } | { kind: 'goodbye' };

export interface Arriving {
  auth: Record<string, unknown>;
  first: readonly FirstCommand[];
}

const connect = 0x30;
const event = 0x32;
const bracket = 0x5b;
const zero = 0x30;
const nine = 0x39;

/** Null for what no client of ours sends: attachments, other namespaces, a second CONNECT, text that is no JSON. */
export function readPacket(text: unknown): Packet | null {
  if (typeof text !== 'string') return null;
  if (text === '1') return { kind: 'goodbye' };
  if (text.charCodeAt(0) !== event) return null;
  let at = 1;
  while (text.charCodeAt(at) >= zero && text.charCodeAt(at) <= nine) at += 1;
  if (text.charCodeAt(at) !== bracket) return null;
  const id = at > 1 ? Number(text.slice(1, at)) : null;
  try {
    return { kind: 'event', id, data: JSON.parse(text.slice(at)) };
  } catch {
    return null;
  }
}

/** What a client shows to be let in, and asks as soon as it is. Null for anything but a CONNECT to the root namespace. */
export function readConnect(text: unknown): Arriving | null {
  if (typeof text !== 'string' || text.charCodeAt(0) !== connect) return null;
  if (text.length === 1) return { auth: {}, first: [] };
  try {
    const shown: unknown = JSON.parse(text.slice(1));
    if (typeof shown !== 'object' || shown === null || Array.isArray(shown)) return null;
    const { first = [], ...auth } = shown as Record<string, unknown>;
    return isFirst(first) ? { auth, first } : null;
  } catch {
    return null;
  }
}

function isFirst(first: unknown): first is FirstCommand[] {
  if (!Array.isArray(first) || first.length > limits.firstCommandsMax) return false;
  return first.every(
    (one: unknown) =>
      Array.isArray(one) && one.length === 3 && Number.isSafeInteger(one[0]) && typeof one[1] === 'string',
  );
}
