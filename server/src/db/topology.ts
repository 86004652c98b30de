import type { Db } from 'mongodb';
import { ConfigError } from '../config.ts';

/**
 * A standalone server has no majority to read from: what it acknowledged may be rolled back, and the journal
 * would have gaps.
 * @throws {ConfigError}
 */
export async function requireReplicaSet(db: Db, what: string): Promise<void> {
  const hello = await db.admin().command({ hello: 1 });
  const isSharded = hello['msg'] === 'isdbgrid';
  if (hello['setName'] === undefined && !isSharded) {
    throw new ConfigError(
      `${what} names a standalone MongoDB server; Atrium needs a replica set (one member is enough) or a sharded cluster.`,
    );
  }
}
