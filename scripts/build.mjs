// Builds the parts that it is given: `node scripts/build.mjs server client`. ensure.mjs says when that is needed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, Sentence } from './ensure.mjs';

/** Output name in server/dist → source in server/src. */
const serverEntries = {
  main: 'main.ts',
  'embedded-worker': 'db/embedded/worker.ts',
  backup: 'cli/backup.ts',
  restore: 'cli/restore.ts',
  db: 'cli/db.ts',
  import: 'cli/import.ts',
  export: 'cli/export.ts',
  demo: 'cli/demo.ts',
};

async function buildServer() {
  const esbuild = await import('esbuild');
  const present = Object.entries(serverEntries).filter(([, path]) =>
    existsSync(join(root, 'server/src', path)),
  );
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: present.map(([out, path]) => ({ out, in: join('server/src', path) })),
    outdir: 'server/dist',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    packages: 'external',
    plugins: [bundleShared()],
    logLevel: 'warning',
  });
}

/** `packages: 'external'` leaves every import by name alone; ours is TypeScript and must go into the bundle. */
function bundleShared() {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'shared', 'package.json'), 'utf8'));
  return {
    name: 'bundle-shared',
    setup(esbuild) {
      esbuild.onResolve({ filter: new RegExp(`^${name}(/|$)`) }, ({ path }) => ({
        path: join(root, 'shared', exports[`.${path.slice(name.length)}`]),
      }));
    },
  };
}

async function buildClient() {
  // What a test runner or a shell has set would make a development build of it: larger, and over the limit.
  process.env.NODE_ENV = 'production';
  const vite = await import('vite');
  await vite.build({ root: join(root, 'client'), logLevel: 'warn' });
}

await run(async () => {
  for (const part of process.argv.slice(2)) {
    const began = performance.now();
    await (part === 'server' ? buildServer() : buildClient()).catch(() => {
      // The bundler has printed what is wrong.
      throw new Sentence(`Building the ${part} failed.`);
    });
    console.log(`Built the ${part} in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  }
});
