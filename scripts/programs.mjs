import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Sentence } from './ensure.mjs';

/** What the tests need beside Node: where it may be, and Debian's package of it. */
const programs = {
  'redis-server': { env: 'REDIS_SERVER_BIN', names: ['redis-server'], places: [], apt: 'redis-server' },
  Chromium: {
    env: 'CHROMIUM_BIN',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    places: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
    apt: 'chromium',
  },
};

/** @param {keyof typeof programs} program @returns {string | undefined} its path */
export function findProgram(program) {
  const { env, names, places } = programs[program];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [process.env[env], ...onPath, ...places].find((path) => path && existsSync(path));
}

/** Installs with apt what is missing where that is possible; the tests find each by its environment variable. */
export function ensurePrograms() {
  const missing = () => Object.keys(programs).filter((program) => findProgram(program) === undefined);
  if (missing().length > 0 && isDebianRoot())
    installWithApt(missing().map((program) => programs[program].apt));
  if (missing().length > 0) {
    throw new Sentence(
      `The tests need ${missing().join(' and ')}: install it, or name its path in ${variables(missing())}.`,
    );
  }
  for (const [program, { env }] of Object.entries(programs)) process.env[env] = findProgram(program);
}

function variables(missing) {
  return missing.map((program) => programs[program].env).join(' and ');
}

function isDebianRoot() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

function installWithApt(packages) {
  console.log(`Installing ${packages.join(' and ')} with apt …`);
  // RUNLEVEL=1: the packages' own services stay off; the tests start what they need.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args) =>
    spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  if (!apt('-q', 'update') || !apt('-q', 'install', '-y', '--no-install-recommends', ...packages)) {
    throw new Sentence(`apt could not install ${packages.join(' and ')}; see above.`);
  }
}
