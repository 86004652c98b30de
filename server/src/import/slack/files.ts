/** The files of an export, wherever it lies: in a zip, or in a folder. Nothing is ever written by a name that stands in it. */
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ArchiveError } from '../archive.ts';
import { openFolder } from './folder.ts';
import { openZip } from './zip.ts';

export interface ExportFile {
  /** With slashes, inside the export. */
  name: string;
  size: number;
}

export interface ExportFiles {
  /** The same for the same files. */
  id: string;
  files: readonly ExportFile[];
  /** What was in the way of reading all of it. */
  refused: readonly { reason: 'bad_path' | 'symbolic_link' | 'too_large' | 'bad_file'; name: string }[];
  open(name: string): Promise<Readable>;
  close(): Promise<void>;
}

/** @throws {ArchiveError} when there is none, or it is neither a zip nor a folder */
export async function openFiles(path: string): Promise<ExportFiles> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new ArchiveError(`There is no file or folder ${path}.`);
  return withoutWrapper(found.isDirectory() ? await openFolder(path) : await openZip(path));
}

/** Some programs put all of an export into one more folder. */
function withoutWrapper(inner: ExportFiles): ExportFiles {
  const names = inner.files.map(({ name }) => name);
  const channels = names.filter((name) => /(?:^|\/)channels\.json$/.test(name));
  const shortest = channels.toSorted((a, b) => a.length - b.length)[0];
  const prefix = shortest?.slice(0, -'channels.json'.length) ?? '';
  if (prefix === '') return inner;
  return {
    ...inner,
    files: inner.files
      .filter(({ name }) => name.startsWith(prefix))
      .map(({ name, size }) => ({ name: name.slice(prefix.length), size })),
    open: (name) => inner.open(prefix + name),
  };
}
