import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { restoreBackup } from '../backup/restore.ts';
import { ConfigError, loadConfig } from '../config.ts';
import { openDatabase, openRunningDatabase } from '../db/connect.ts';
import { openLog } from '../log.ts';
import { runCommand } from './command.ts';

const usage =
  'Usage: npm run restore -- FILE (into an empty DATA_DIR, or the empty database that MONGO_URL names)';

await runCommand(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new ConfigError(usage);
  // Before a new folder is made for nothing.
  await access(file);
  const config = loadConfig();
  if (config.MONGO_URL === undefined) await refuseRunning(config);
  const database = await openDatabase(config, await openLog({ LOG_LEVEL: 'warn' }));
  try {
    const { collections, documents } = await restoreBackup(database, resolve(file));
    console.log(
      `Restored ${documents} documents of ${collections} collections. Clients will load their channels anew.`,
    );
  } finally {
    await database.close();
  }
});

async function refuseRunning(config: ReturnType<typeof loadConfig>): Promise<void> {
  const running = await openRunningDatabase(config);
  if (running === undefined) return;
  await running.close();
  throw new ConfigError(`A server runs on ${config.DATA_DIR}: stop it, and restore into an empty folder.`);
}
