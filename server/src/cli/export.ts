import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../config.ts';
import { databaseOf } from '../db/connect.ts';
import { exportNdjson } from '../export/ndjson.ts';
import { exportSlack } from '../export/slack.ts';
import { runCommand } from './command.ts';
import { withDatabase } from './with-database.ts';

const usage = 'Usage: npm run export -- --format slack|ndjson --out FOLDER (a new or empty one)';

await runCommand(async () => {
  const { values } = parseArgs({ options: { format: { type: 'string' }, out: { type: 'string' } } });
  const { format, out } = values;
  if (out === undefined || (format !== 'slack' && format !== 'ndjson')) throw new ConfigError(usage);
  const folder = resolve(out);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) throw new ConfigError(`The folder ${folder} is not empty.`);
  await withDatabase(loadConfig(), async (database) => {
    const db = databaseOf(database.connection);
    const { files, messages } = await (format === 'slack' ? exportSlack : exportNdjson)(db, folder);
    console.log(`Wrote ${messages} messages in ${files} files to ${folder}.`);
  });
});
