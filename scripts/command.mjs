// Runs a command of the server's build: `node scripts/command.mjs backup --out FILE` runs server/dist/backup.js.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, root, run } from './ensure.mjs';

await run(async () => {
  const [name] = process.argv.splice(2, 1);
  await ensureInstalled();
  await ensureBuilt(['server']);
  await import(pathToFileURL(join(root, 'server', 'dist', `${name}.js`)).href);
});
