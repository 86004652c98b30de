/**
 * What travels on the bus, signed with a key that is neither in Redis nor in the database. Redis only carries: whoever can
 * write there can delay or repeat what nodes say, but not say anything in their name.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { channelId, epoch, memberId, plainId, seq } from '@atrium/shared/schema';

/** Larger than anything that a node sends; what is larger is not even looked at. */
export const messageLengthMax = 2 * 1024 * 1024;

const live = z.enum(['online', 'away', 'offline']);

export const busMessage = z.discriminatedUnion('kind', [
  /** A channel has grown. `packet` is what it grew by: a cache, so that the others need not all ask the database. */
  z.strictObject({ kind: z.literal('head'), channelId, epoch, seq, packet: z.unknown().optional() }),
  /** Something that is one member's own has changed. `rev` counts these: a hole in it means `reload`. */
  z.strictObject({ kind: z.literal('own'), memberId, rev: z.int().min(1), packet: z.unknown() }),
  z.strictObject({ kind: z.literal('member'), memberId }),
  z.strictObject({ kind: z.literal('end'), memberId, sessionId: plainId.optional() }),
  z.strictObject({
    kind: z.literal('presence'),
    states: z.array(z.strictObject({ memberId, state: live })).max(5_000),
  }),
  z.strictObject({ kind: z.literal('typing'), channelId, rootSeq: seq.nullable(), memberId }),
  z.strictObject({ kind: z.literal('probe'), number: z.int() }),
]);
export type BusMessage = z.infer<typeof busMessage>;

const envelope = z.strictObject({ from: plainId, messages: z.array(z.unknown()).max(10_000) });

export interface Envelope {
  /** The node that sent it. */
  from: string;
  messages: BusMessage[];
}

const signatureLength = 43;

export function seal(key: Buffer, { from, messages }: Envelope): string {
  const body = JSON.stringify({ from, messages });
  return signature(key, body) + body;
}

/** Null for what no node of ours said, and for what this version does not understand. */
export function open(key: Buffer, sealed: string): Envelope | null {
  if (sealed.length < signatureLength || sealed.length > messageLengthMax) return null;
  const body = sealed.slice(signatureLength);
  const given = Buffer.from(sealed.slice(0, signatureLength));
  const wanted = Buffer.from(signature(key, body));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const parsed = envelope.safeParse(parseJson(body));
  if (!parsed.success) return null;
  // A newer node may say what this one does not know: the rest still counts.
  const messages = parsed.data.messages.flatMap((message) => {
    const known = busMessage.safeParse(message);
    return known.success ? [known.data] : [];
  });
  return { from: parsed.data.from, messages };
}

function signature(key: Buffer, body: string): string {
  return createHmac('sha256', key).update(body).digest('base64url');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
