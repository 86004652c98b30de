import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../config.ts';
import { databaseOf } from '../db/connect.ts';
import { exportNdjson } from '../export/ndjson.ts';
import { folderSink } from '../export/sink.ts';
import { exportSlack } from '../export/slack.ts';
import { zipSink } from '../export/zip-sink.ts';
import { runCommand } from './command.ts';
import { endWithServer, tell } from './told.ts';
import { withDatabase } from './with-database.ts';

const usage =
  'Usage: npm run export -- --format slack|ndjson --out FOLDER (a new or empty one), or --zip FILE (a new one)';
const tellEveryMs = 1_000;

await runCommand(async () => {
  const { values } = parseArgs({
    options: { format: { type: 'string' }, out: { type: 'string' }, zip: { type: 'string' } },
  });
  const { format, out, zip } = values;
  const target = out ?? zip;
  if (target === undefined || (out !== undefined && zip !== undefined)) throw new ConfigError(usage);
  if (format !== 'slack' && format !== 'ndjson') throw new ConfigError(usage);
  endWithServer();
  const path = resolve(target);
  const config = loadConfig();
  if (out !== undefined) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    if ((await readdir(path)).length > 0) throw new ConfigError(`The folder ${path} is not empty.`);
  } else if (existsSync(path)) throw new ConfigError(`The file ${path} is there already.`);
  await withDatabase(config, async (database) => {
    const db = databaseOf(database.connection);
    const sink = out === undefined ? zipSink(path) : folderSink(path);
    let last = 0;
    const onMessages = (messages: number) => {
      if (performance.now() - last < tellEveryMs) return;
      last = performance.now();
      tell({ written: { messages } });
    };
    const { files, messages } = await (format === 'slack' ? exportSlack : exportNdjson)(db, sink, onMessages);
    await sink.finish();
    tell({ written: { messages } });
    console.log(`Wrote ${messages} messages in ${files} files to ${path}.`);
  });
});
