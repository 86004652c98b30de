// What must be there before anything else can run: the right Node, the dependencies of the lock file, a build
// of the present sources. Only Node's built-ins may be imported here: on a fresh clone nothing is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findNpm } from './npm-path.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Nobody is there to answer: a question would wait for ever. */
export const quiet = ['ignore', 'inherit', 'inherit'];

const installStamp = join(root, 'node_modules', '.atrium-installed');
const manifests = [
  'package-lock.json',
  'package.json',
  'shared/package.json',
  'server/package.json',
  'client/package.json',
];

/** What each part is built from; a change anywhere here makes the part stale. */
const parts = {
  server: ['server/src', 'shared/src', 'shared/package.json', 'scripts/build.mjs', 'package-lock.json'],
  client: ['client', 'shared/src', 'shared/package.json', 'scripts/build.mjs', 'package-lock.json'],
};
const notASource = /(^|\/)(node_modules|dist|coverage)(\/|$)|\.test\.tsx?$/;

export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const suits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 23;
  if (!suits) {
    throw new Sentence(
      `Atrium needs Node 20.19 or newer (of Node 22: 22.12 or newer); this is Node ${version}.`,
    );
  }
}

/** An error whose message is all that the person needs: no stack is printed. */
export class Sentence extends Error {}

export async function ensureInstalled() {
  requireNode();
  const wanted = hashFiles(manifests, `${process.platform} ${process.arch}`);
  if (readStamp(installStamp) === wanted) return;
  await alone('install', async () => {
    if (readStamp(installStamp) === wanted) return;
    if (!installedMatchesLock()) await npmCi();
    writeFileSync(installStamp, wanted);
  });
}

/** @param {('server' | 'client')[]} names */
export async function ensureBuilt(names = ['server', 'client'], { force = false } = {}) {
  if (!force && stale(names).length === 0) return;
  await alone('build', async () => {
    for (const name of force ? names : stale(names)) {
      // The hash of before: what is edited during the build is stale again.
      const hash = hashFiles(parts[name]);
      // In a process of its own: the bundlers would stay in the server's memory.
      const code = await runNode([join(root, 'scripts', 'build.mjs'), name], { stdio: quiet });
      if (code !== 0) throw new Sentence('The build failed; see above.');
      writeFileSync(buildStamp(name), hash);
    }
  });
}

export async function ensure(options = {}) {
  await ensureInstalled();
  await ensureBuilt(undefined, options);
}

/** Runs `main` as a script does: a Sentence is printed alone, anything else with its stack; exit code 1. */
export async function run(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Sentence ? error.message : error);
    process.exitCode = 1;
  }
}

/** @returns {Promise<number>} the exit code */
export function runNode(args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function npmCi() {
  const npm = findNpm();
  if (npm === undefined) {
    throw new Sentence('npm was not found beside Node or on the PATH; install npm, or run `npm start`.');
  }
  console.log('Installing dependencies (the first time takes about half a minute) …');
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runNode([npm, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (code !== 0)
    throw new Sentence(`Installing the dependencies failed (npm ci ended with ${code}); see above.`);
}

/**
 * Whether an `npm install` by hand has already put in place what the lock file names. npm writes its own copy
 * of the lock into node_modules as the last step of an install.
 */
function installedMatchesLock() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked)
    .filter(([path, entry]) => path.includes('node_modules/') && isForHere(entry))
    .every(([path, { version }]) => installed[path]?.version === version && existsSync(join(root, path)));
}

/** Natives come as optional packages, one for each platform; those of this one must be there. */
function isForHere({ optional, os, cpu, libc }) {
  if (!optional) return true;
  return libc === undefined && os?.includes(process.platform) && cpu?.includes(process.arch);
}

function stale(names) {
  return names.filter((name) => readStamp(buildStamp(name)) !== hashFiles(parts[name]));
}

function buildStamp(name) {
  return join(root, name, 'dist', '.build-stamp');
}

function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function hashFiles(paths, seed = process.version) {
  const hash = createHash('sha256').update(seed);
  for (const file of paths.flatMap(listFiles)) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function listFiles(path) {
  if (notASource.test(path) || !existsSync(join(root, path))) return [];
  const entries = readDirectory(path);
  return entries === undefined ? [path] : entries.flatMap((entry) => listFiles(`${path}/${entry}`));
}

function readDirectory(path) {
  try {
    return readdirSync(join(root, path)).sort();
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Two starts at once must not install or build over each other: one works, the other waits for it. */
async function alone(name, work) {
  const lock = join(root, `.atrium-${name}.lock`);
  while (!takeLock(lock)) await wait(200);
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function takeLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isAbandoned(lock) {
  const owner = Number(readStamp(lock));
  if (owner > 0) return !isAlive(owner);
  // Made, but its owner not yet written: unless that takes long, somebody is just doing it.
  const made = statSync(lock, { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs > 5000;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

// `npm run build` builds what is not stale too.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await run(() => ensure({ force: process.argv.includes('--force') }));
}
