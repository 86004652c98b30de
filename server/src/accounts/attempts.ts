/**
 * Wrong passwords for one address, from wherever they come: the limits of the door count by visitor, and many visitors
 * together could guess for ever. In the database, so that all nodes count together. Who is signed in stays so.
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

/** @throws {AtriumError} `rate_limited` after too many wrong passwords within the hour */
export async function refuseGuessing({ db, clock }: Ground, email: string): Promise<void> {
  const row = await attemptsModel(db.connection).findById(keyOf(email)).lean<AttemptsRow>();
  const leftMs = row === null ? 0 : row.since + windowMs - clock();
  if (row !== null && leftMs > 0 && row.wrong >= wrongMax) {
    throw new AtriumError('rate_limited', { retryAfterMs: leftMs });
  }
}

export async function countWrong({ db, clock }: Ground, email: string): Promise<void> {
  const rows = attemptsModel(db.connection);
  const now = clock();
  await rows.deleteMany({ since: trusted({ $lte: now - windowMs }) });
  const update = { $inc: { wrong: 1 }, $setOnInsert: { since: now } };
  await retryUpsert(() => rows.updateOne({ _id: keyOf(email) }, update, { upsert: true }));
}

function keyOf(email: string): string {
  return createHash('sha256').update(email).digest('base64url');
}
