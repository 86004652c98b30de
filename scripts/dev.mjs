// Watch mode for both sides: the server restarts when its sources change, the page updates itself. The page is
// served by Vite, which passes everything that is the server's on to it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, root, run } from './ensure.mjs';

await run(async () => {
  await ensureInstalled();
  const port = process.env['PORT'] ?? '3000';
  const server = watch(join(root, 'node_modules/tsx/dist/cli.mjs'), [
    'watch',
    '--clear-screen=false',
    'server/src/main.ts',
  ]);
  const { createServer } = await import('vite');
  const target = `http://127.0.0.1:${port}`;
  const ours = Object.fromEntries(
    ['/api', '/files', '/healthz', '/readyz', '/metrics'].map((path) => [path, { target }]),
  );
  const client = await createServer({
    root: join(root, 'client'),
    server: { proxy: { ...ours, '/socket.io': { target, ws: true } } },
  });
  await client.listen();
  client.printUrls();

  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      server.kill('SIGTERM');
      void client.close();
    });
  }
});

function watch(program, args) {
  return spawn(process.execPath, [program, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}
