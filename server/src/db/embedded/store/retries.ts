/**
 * Retryable writes happen once: the reply of a write that carries a transaction number is stored in
 * the same transaction as the write, under its session. A driver retries only its latest write, so one
 * reply for each session is enough. It is kept for the session timeout after the write.
 * Source: https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md
 */
import { field, type Raw, Type } from '../bson/raw.ts';
import { longOf } from '../bson/decimal.ts';
import { CommandError } from '../errors.ts';
import type { Environment } from './environment.ts';

/** Not MongoDB's text for code 20, which drivers replace by a hint about retryWrites. */
export const noTransactions = 'multi-document transactions are not supported by this engine';

const keptMs = 31 * 60_000;
const headerBytes = 16;

export interface RetryToken {
  session: Buffer;
  number: bigint;
}

/** What makes a write retryable; undefined when the client asked for none. */
export function retryToken(args: ReadonlyMap<string, Raw>): RetryToken | undefined {
  const number = args.get('txnNumber');
  const session = args.get('lsid');
  if (!number) return undefined;
  if (args.has('autocommit') || args.has('startTransaction')) {
    throw new CommandError('OperationNotSupportedInTransaction', noTransactions);
  }
  const id = session && field(session, 'id');
  if (id?.type !== Type.binary || number.type !== Type.long)
    throw new CommandError('InvalidOptions', 'Transaction number requires a session ID to also be specified');
  return { session: Buffer.from(id.buf.subarray(id.start + 5, id.end)), number: longOf(number) };
}

/** The reply of a write that has happened. Throws TransactionTooOld (225) for an older number than the last. */
export function storedReply(env: Environment, { session, number }: RetryToken): Buffer | undefined {
  const stored = env.sessions.get(session);
  if (!stored) return undefined;
  const last = stored.readBigInt64LE(0);
  if (last > number)
    throw new CommandError(
      'TransactionTooOld',
      `Retryable write with txnNumber ${number} is prohibited on this session because a newer retryable write with txnNumber ${last} has already started on it.`,
    );
  return last === number ? stored.subarray(headerBytes) : undefined;
}

/** Within the write's transaction. */
export function storeReply(env: Environment, { session, number }: RetryToken, reply: Buffer): void {
  const value = Buffer.allocUnsafe(headerBytes + reply.length);
  value.writeBigInt64LE(number, 0);
  value.writeDoubleLE(Date.now(), 8);
  reply.copy(value, headerBytes);
  env.sessions.put(session, value);
}

/** Removes what no client can still retry. Within a write transaction. */
export function forgetOldReplies(env: Environment, now: number): void {
  const old: Buffer[] = [];
  for (const { key, value } of env.sessions.getRange({}))
    if (value.readDoubleLE(8) < now - keptMs) old.push(key);
  for (const key of old) env.sessions.remove(key);
}
