// Writes THIRD_PARTY_NOTICES.md: `npm run notices`. A test compares it with the lock file.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './ensure.mjs';
import { resolvePackage } from './lock-file.mjs';

const file = join(root, 'THIRD_PARTY_NOTICES.md');

const intro = `# Third-party notices

Atrium is built on the packages below, by licence. The text of each licence is in the package, under \`node_modules\`
after an install. This list is made from package-lock.json by \`npm run notices\`.
`;

/** Licensed by a file in the package, which npm does not copy into the lock. */
const licenseFiles = { busboy: 'MIT', streamsearch: 'MIT', 'xmlhttprequest-ssl': 'MIT' };

/** What runs with the product, on whatever platform; not what only builds and tests it. */
export function notices() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const lines = new Map();
  for (const path of shipped(packages)) {
    const { version, license = licenseFiles[nameOf(path)] ?? 'not stated' } = packages[path];
    lines.set(license, (lines.get(license) ?? new Set()).add(`- ${nameOf(path)} ${version}`));
  }
  const sections = [...lines].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    intro,
    ...sections.map(([license, names]) => `## ${license}\n\n${[...names].sort().join('\n')}\n`),
  ].join('\n');
}

/** The paths in node_modules that the workspaces' dependencies reach. */
function shipped(packages) {
  const reached = new Set();
  const visit = (from) => {
    const { dependencies = {}, optionalDependencies = {} } = packages[from];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const path = resolvePackage(packages, from, name);
      if (path === undefined || reached.has(path)) continue;
      if (!packages[path].link) reached.add(path);
      visit(packages[path].link ? packages[path].resolved : path);
    }
  };
  for (const workspace of ['server', 'client']) visit(workspace);
  return reached;
}

function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, notices());
