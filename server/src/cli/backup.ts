import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeBackup } from '../backup/dump.ts';
import { ConfigError, loadConfig } from '../config.ts';
import { openDatabase, openRunningDatabase } from '../db/connect.ts';
import { openLog } from '../log.ts';
import { runCommand } from './command.ts';

const usage = 'Usage: npm run backup -- --out FILE';

await runCommand(async () => {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  if (values.out === undefined) throw new ConfigError(usage);
  const config = loadConfig();
  const file = resolve(values.out);
  const log = await openLog({ LOG_LEVEL: 'warn' });
  const running = config.MONGO_URL === undefined ? await openRunningDatabase(config) : undefined;
  const database = running ?? (await openDatabase(config, log));
  try {
    const { collections, documents } = await writeBackup(database, file);
    console.log(`Wrote ${documents} documents of ${collections} collections to ${file}.`);
  } finally {
    await database.close();
  }
});
