import { ensure, root, run } from './ensure.mjs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

await run(async () => {
  await ensure();
  process.setSourceMapsEnabled(true);
  // In this process, so that Ctrl-C and SIGTERM reach the server itself.
  await import(pathToFileURL(join(root, 'server', 'dist', 'main.js')).href);
});
