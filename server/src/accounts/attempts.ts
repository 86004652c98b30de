/**
 * Wrong passwords for one e-mail address, from wherever they come: the limits of the door count by visitor, and many
 * visitors together could guess for ever. In the database, so that all nodes count together. Who is signed in stays so;
 * and whoever comes from where this person is known is counted apart, so that strangers cannot lock them out.
 */
import { AtriumError } from '@atrium/shared';
import { createHash } from 'node:crypto';
import { type Connection, type Model, Schema, trusted } from 'mongoose';
import type { Core } from '../core/core.ts';
import { retryUpsert } from '../core/retry-upsert.ts';

interface AttemptsRow {
  /** Of an e-mail address, known or not: the hash, so that no list of addresses arises here. */
  _id: string;
  wrong: number;
  since: number;
}

export const wrongMax = 100;
/** From one place where the person is known. */
export const wrongWhereKnownMax = 10;
export const windowMs = 3_600_000;

const schema = new Schema<AttemptsRow>(
  { _id: String, wrong: { type: Number, required: true }, since: { type: Number, required: true } },
  { collection: 'attempts', versionKey: false },
);
schema.index({ since: 1 });

export function attemptsModel(connection: Connection): Model<AttemptsRow> {
  return (
    (connection.models['Attempts'] as Model<AttemptsRow> | undefined) ??
    connection.model<AttemptsRow>('Attempts', schema)
  );
}

type Ground = Pick<Core, 'db' | 'clock'>;

export interface Attempt {
  email: string;
  /** Of the visitor. */
  address: string;
  /** Whether this person is signed in at that address; asked only once strangers have used up their tries. */
  isKnownThere: () => Promise<boolean>;
}

/** @throws {AtriumError} `rate_limited` after too many wrong passwords within the hour */
export async function refuseGuessing(ground: Ground, attempt: Attempt): Promise<void> {
  const { email, address, isKnownThere } = attempt;
  const leftMs = await lockedMs(ground, keyOf(email), wrongMax);
  if (leftMs === 0) return;
  const isOpen =
    (await isKnownThere()) && (await lockedMs(ground, keyOf(email, address), wrongWhereKnownMax)) === 0;
  if (!isOpen) throw new AtriumError('rate_limited', { retryAfterMs: leftMs });
}

async function lockedMs({ db, clock }: Ground, key: string, max: number): Promise<number> {
  const row = await attemptsModel(db.connection).findById(key).lean<AttemptsRow>();
  return row !== null && row.wrong >= max ? Math.max(0, row.since + windowMs - clock()) : 0;
}

export async function countWrong(
  { db, clock }: Ground,
  { email, address }: Pick<Attempt, 'email' | 'address'>,
): Promise<void> {
  const rows = attemptsModel(db.connection);
  const now = clock();
  await rows.deleteMany({ since: trusted({ $lte: now - windowMs }) });
  const update = { $inc: { wrong: 1 }, $setOnInsert: { since: now } };
  for (const _id of [keyOf(email), keyOf(email, address)])
    await retryUpsert(() => rows.updateOne({ _id }, update, { upsert: true }));
}

function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join(' ')).digest('base64url');
}
