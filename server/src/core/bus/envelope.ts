/**
 * What travels on the bus, encrypted and authenticated (AES-256-GCM) with a key that is neither in Redis nor in the
 * database. Redis only carries: whoever can read there learns who speaks, when and how much; whoever can write there can
 * delay or repeat what nodes say, but not say anything in their name.
 */
import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { channelId, epoch, memberId, plainId, seq } from '@atrium/shared/schema';
import { sealBytes, unsealBytes } from '../auth/secret.ts';
import { heardRow } from '../journal/heard-rows.ts';

/** Larger than anything that a node sends; what is larger is not even looked at. */
export const messageLengthMax = 2 * 1024 * 1024;

const rowsMax = 1_000;
const live = z.enum(['online', 'away', 'offline']);

export const busMessage = z.discriminatedUnion('kind', [
  /** A channel has grown, up to `seq`. `rows` are what it grew by, where they can be told; else the database has them. */
  z.object({
    kind: z.literal('head'),
    channelId,
    epoch,
    seq,
    rows: z.array(heardRow).max(rowsMax).optional().catch(undefined),
  }),
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

const spoken = z.array(z.unknown()).max(10_000);

export interface Envelope {
  /** The node that sent it. */
  from: string;
  messages: BusMessage[];
}

/**
 * What others open, of at most {@link messageLengthMax} bytes: without rows where it would be more, and null where it is more
 * even so. The length of `from`, `from`, and what was said, sealed.
 * @param from a name that no node ever had before: each name has a key of its own, which is not used for ever
 */
export function createSealer(key: Buffer, from: string): (messages: readonly BusMessage[]) => Buffer | null {
  const ownKey = keyOf(key, from);
  const head = Buffer.concat([Buffer.from([from.length]), Buffer.from(from, 'latin1')]);
  const seal = (messages: readonly BusMessage[]) =>
    Buffer.concat([head, sealBytes(ownKey, JSON.stringify(messages))]);
  return (messages) => {
    const whole = seal(messages);
    if (whole.length <= messageLengthMax) return whole;
    const short = seal(messages.map(withoutRows));
    return short.length <= messageLengthMax ? short : null;
  };
}

/** Whoever wants them asks the database. */
function withoutRows(message: BusMessage): BusMessage {
  if (message.kind !== 'head') return message;
  const { rows: _rows, ...hint } = message;
  return hint;
}

/** Whoever says so: only {@link createOpener} knows whether it is true. */
export function senderOf(sealed: Buffer): string {
  return sealed.toString('latin1', 1, 1 + (sealed[0] ?? 0));
}

const sendersMax = 1_000;

/** Null for what no node of ours said, and for what this version does not understand. */
export function createOpener(key: Buffer): (sealed: Buffer) => Envelope | null {
  /** Of those who were heard: a stranger's name is not kept. */
  const senders = new Map<string, Buffer>();
  return (sealed) => {
    if (sealed.length > messageLengthMax) return null;
    const from = senderOf(sealed);
    const senderKey = senders.get(from) ?? keyOf(key, from);
    const body = unsealBytes(senderKey, sealed.subarray(1 + from.length));
    const parsed = body === null ? null : spoken.safeParse(parseJson(body));
    if (!parsed?.success) return null;
    if (senders.size >= sendersMax) senders.clear();
    senders.set(from, senderKey);
    // A newer node may say what this one does not know: the rest still counts.
    const messages = parsed.data.flatMap((message) => {
      const known = busMessage.safeParse(message);
      return known.success ? [known.data] : [];
    });
    return { from, messages };
  };
}

function keyOf(key: Buffer, from: string): Buffer {
  return createHmac('sha256', key).update(`bus ${from}`).digest();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
