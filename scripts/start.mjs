import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensure, root, run } from './ensure.mjs';

await run(async () => {
  await ensure();
  process.setSourceMapsEnabled(true);
  if (process.env['npm_lifecycle_event'] !== undefined) endWithNpm();
  // In this process, so that Ctrl-C and SIGTERM reach the server itself.
  await import(pathToFileURL(join(root, 'server', 'dist', 'main.js')).href);
});

/** npm runs a script through a shell that dies of SIGTERM without passing it on: its death is our signal. */
function endWithNpm() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
