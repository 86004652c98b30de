import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

/**
 * The path of npm's JavaScript entry, to be run with this Node. Running it that way needs no shell, so it is
 * the same on Windows, where `npm` is a .cmd file that cannot be spawned directly.
 * @returns {string | undefined}
 */
export function findNpm(env = process.env) {
  const running = env['npm_execpath'];
  if (running && /^npm(-cli)?\.c?js$/.test(basename(running)) && existsSync(running)) return running;

  const node = dirname(process.execPath);
  const beside = [
    join(node, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(node, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const onPath = (env['PATH'] ?? '').split(delimiter).flatMap((folder) => {
    if (folder === '') return [];
    const link = join(folder, 'npm');
    const bundled = join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    return [existsSync(link) ? realpathSync(link) : link, bundled];
  });
  return [...beside, ...onPath].find((path) => path.endsWith('.js') && existsSync(path));
}
