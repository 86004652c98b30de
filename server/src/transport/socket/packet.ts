/**
 * What a client sends once it is connected, in Socket.IO's text: `2<id>["name",input]` is an event, `1` a goodbye. Read
 * here, so that a connection needs no decoder, namespace and socket of Socket.IO's of its own.
 */
export type Packet = { kind: 'event'; id: number | null; data: unknown } | { kind: 'goodbye' };

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
