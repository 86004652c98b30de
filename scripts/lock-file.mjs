/**
 * Where Node finds `name` when the package at `from` imports it: in the nearest node_modules upwards.
 * @param {Record<string, unknown>} packages of package-lock.json, by path
 * @returns {string | undefined}
 */
export function resolvePackage(packages, from, name) {
  for (let folder = from; ; folder = parentOf(folder)) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[candidate] !== undefined) return candidate;
    if (folder === '') return undefined;
  }
}

/** `node_modules/a/node_modules/b` → `node_modules/a` → ``; `server/node_modules/c` → `server` → ``. */
function parentOf(folder) {
  const at = folder.lastIndexOf('node_modules/');
  return at <= 0 ? '' : folder.slice(0, at - 1);
}
