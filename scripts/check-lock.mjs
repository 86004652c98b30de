// npm drops an optional package that its registry does not have, and says nothing: the lock file is then short,
// and the natives are missing on the other systems. Each package that loads a native must name all of these.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';
import { resolvePackage } from './lock-file.mjs';

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const problems = [];

for (const [path, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (resolvePackage(packages, path, name) === undefined) {
      problems.push(
        `${path.replace(/^.*node_modules\//, '')} wants ${name}@${range}, which the lock file does not have`,
      );
    }
  }
}

for (const [path, entry] of Object.entries(packages)) {
  if (path.includes('node_modules/') && !entry.link && entry.integrity === undefined)
    problems.push(`${path} has no integrity`);
  if (
    entry.resolved !== undefined &&
    !entry.link &&
    !entry.resolved.startsWith('https://registry.npmjs.org/')
  ) {
    problems.push(`${path} is tied to one registry: ${entry.resolved}`);
  }
}

for (const problem of problems) console.error(`package-lock.json: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
