import type { Config } from '../config.ts';
import { createJournalIndexes } from '../core/journal/models.ts';
import { memberModel } from '../core/directory/model.ts';
import { type Database, openDatabase, openRunningDatabase } from '../db/connect.ts';
import { createIndexes } from '../indexes.ts';
import { openLog } from '../log.ts';

/** The database of the server that runs on this folder, or the folder's own while none does; with its indexes. */
export async function withDatabase(
  config: Config,
  run: (database: Database) => Promise<void>,
): Promise<void> {
  const log = await openLog({ LOG_LEVEL: 'warn' });
  const running = config.MONGO_URL === undefined ? await openRunningDatabase(config) : undefined;
  const database = running ?? (await openDatabase(config, log));
  try {
    await createJournalIndexes(database.connection);
    await createIndexes(database.connection);
    await memberModel(database.connection).createIndexes();
    await run(database);
  } finally {
    await database.close();
  }
}
