import mongoose from 'mongoose';

/** The first field of the unique index that a write ran into; null when it failed for another reason. */
export function duplicateKey(error: unknown): string | null {
  if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== 11_000) return null;
  const [field] = Object.keys((error['keyPattern'] as Record<string, unknown> | undefined) ?? {});
  return field ?? null;
}
