import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveError } from '../archive.ts';
import type { ExportFile, ExportFiles } from './files.ts';

const filesMax = 1_000_000;
/** An export has folders of channels, and perhaps one folder around them all. */
const depthMax = 3;

/** Symbolic links are not followed: they could lead anywhere. */
export async function openFolder(root: string): Promise<ExportFiles> {
  const files: ExportFile[] = [];
  const refused: ExportFiles['refused'][number][] = [];
  await walk('', 1);
  const id = createHash('sha256');
  for (const { name, size } of files) id.update(`${name}\n${size}\n`);
  const known = new Set(files.map(({ name }) => name));
  return {
    id: id.digest('base64url').slice(0, 22),
    files,
    refused,
    open: async (name) => {
      if (!known.has(name)) throw new ArchiveError(`The archive has no file ${name}.`);
      return createReadStream(join(root, name));
    },
    close: async () => undefined,
  };

  async function walk(folder: string, depth: number): Promise<void> {
    for (const entry of (await readdir(join(root, folder))).toSorted()) {
      const name = folder === '' ? entry : `${folder}/${entry}`;
      const found = await lstat(join(root, name));
      if (found.isSymbolicLink()) refused.push({ reason: 'symbolic_link', name });
      else if (found.isDirectory() && depth < depthMax) await walk(name, depth + 1);
      else if (found.isFile()) files.push({ name, size: found.size });
      if (files.length > filesMax) throw new ArchiveError(`The folder has more than ${filesMax} files.`);
    }
  }
}
