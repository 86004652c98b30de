import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { newId } from '@atrium/shared';
import { loadConfig } from '../config.ts';
import { createAuth } from '../core/auth/index.ts';
import { createDirectory } from '../core/directory/index.ts';
import { cast } from '../demo/cast.ts';
import { fillDemo } from '../demo/fill.ts';
import { openLog } from '../log.ts';
import { runCommand } from './command.ts';
import { withDatabase } from './with-database.ts';

await runCommand(async () => {
  const { values } = parseArgs({ options: { password: { type: 'string' } } });
  const config = loadConfig();
  const password = values.password ?? newId(12);
  await withDatabase(config, async (db) => {
    const log = await openLog({ LOG_LEVEL: 'warn' });
    const feed = { announceMember: () => undefined };
    const directory = createDirectory({ connection: db.connection, feed });
    const clock = Date.now;
    const auth = await createAuth({ config, db, log, directory, clock });
    const report = await fillDemo({
      ...{ auth, db, clock, directory, password, transcripts: transcriptsFolder() },
      folder: join(config.DATA_DIR, 'imports'),
    });
    console.log(
      `Filled the workspace with ${report.totals.messages} messages in ${report.totals.channels} channels.`,
    );
  });
  console.log(`Everybody signs in with the password ${password}`);
  for (const { name, role, email, company } of cast)
    console.log(`  ${email.padEnd(24)} ${name}, ${role}${company === null ? '' : ` of ${company}`}`);
  console.log('Start the server with: npm start');
});

/** Beside the sources, wherever this runs from. */
function transcriptsFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'scripts/demo/transcripts'))) {
    if (dirname(folder) === folder) throw new Error('the demo’s transcripts are missing');
    folder = dirname(folder);
  }
  return join(folder, 'scripts/demo/transcripts');
}
