import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../config.ts';
import { startEmbeddedEngine } from '../db/embedded/index.ts';
import { readChoice, writeChoice } from '../db/engine-choice.ts';
import { runCommand } from './command.ts';

const usage = 'Usage: npm run db -- [--port N] [--data FOLDER]';

// The embedded engine alone, for mongosh, Compass, drivers and other people's test suites. Without --data it opens
// the folder that the server uses, while that is stopped.
await runCommand(async () => {
  const { values } = parseArgs({ options: { port: { type: 'string' }, data: { type: 'string' } } });
  const port = Number(values.port ?? 27_017);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new ConfigError(usage);
  const dataDir = values.data ?? loadConfig().DATA_DIR;
  if ((await readChoice(dataDir))?.engine === 'mongod') {
    throw new ConfigError(`The data in ${dataDir} was begun with mongod: start mongod on it instead.`);
  }
  const engine = await startEmbeddedEngine({ dataDir, port });
  await writeChoice(dataDir, { engine: 'embedded' });
  console.log(engine.url);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await engine.close();
});
