// Watch mode for both sides: the server restarts when its sources change, the page updates itself. The page is
// served by Vite, which passes everything that is the server's on to it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, root, run } from './ensure.mjs';

await run(async () => {
  await ensureInstalled();
  const target = `http://127.0.0.1:${process.env['PORT'] ?? '3000'}`;
  const ours = ['/api', '/files', '/healthz', '/readyz', '/metrics'].map((path) => [path, { target }]);
  const { createServer } = await import('vite');
  const client = await createServer({
    root: join(root, 'client'),
    server: { proxy: { ...Object.fromEntries(ours), '/socket.io': { target, ws: true } } },
  });
  await client.listen();
  client.printUrls();

  // Links and the check of a request's origin go by the address in the browser, which is Vite's.
  const PUBLIC_URL = process.env['PUBLIC_URL'] ?? client.resolvedUrls?.local[0]?.replace(/\/$/, '');
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const server = spawn(process.execPath, [tsx, 'watch', '--clear-screen=false', 'server/src/main.ts'], {
    cwd: root,
    env: { ...process.env, PUBLIC_URL },
    stdio: ['ignore', 'inherit', 'inherit'],
  });

  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      server.kill('SIGTERM');
      void client.close();
    });
  }
});
