/** Everything that a command could change, for "nothing has changed". */
import { createHash } from 'node:crypto';
import type { Atrium } from '../fixture.ts';

/** Kept up to date by being used, or in the background; wrong passwords are counted because they are refused. */
const restless = new Set(['feeds', 'auth_sessions', 'attempts']);

/** A digest of each collection, and of each channel's journal its head. */
export async function stateOf({ core }: Atrium): Promise<Record<string, string>> {
  await Promise.all([...core.journals.known()].map((journal) => journal.projected()));
  const { connection } = core.db;
  const state: Record<string, string> = {};
  for (const { name } of await connection.listCollections()) {
    if (restless.has(name)) continue;
    const rows = await connection.collection(name).find().sort({ _id: 1 }).toArray();
    if (rows.length === 0) continue;
    const lasting = rows.map(({ lastUsedAt: _used, ...row }) => row);
    state[name] =
      `${rows.length} rows, ${createHash('sha256').update(JSON.stringify(lasting)).digest('hex')}`;
  }
  for (const journal of core.journals.known()) state[`journal ${journal.channelId}`] = `${journal.state.seq}`;
  return state;
}
