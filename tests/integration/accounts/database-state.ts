import type { TestServer } from './server.ts';

/**
 * Every row of every collection, for "nothing has changed". When a session was last used is no change; rows that follow
 * from what was appended before are written first.
 */
export async function databaseState({ core }: Pick<TestServer, 'core'>): Promise<Record<string, unknown[]>> {
  await Promise.all([...core.journals.known()].map((journal) => journal.projected()));
  const { connection } = core.db;
  const names = (await connection.listCollections()).map(({ name }) => name).toSorted();
  const state: Record<string, unknown[]> = {};
  for (const name of names) {
    const rows = await connection.collection(name).find().sort({ _id: 1 }).toArray();
    if (rows.length > 0)
      state[name] = rows.map(({ updatedAt: _used, lastUsedAt: _use, expiresAt: _end, ...row }) => row);
  }
  return state;
}
