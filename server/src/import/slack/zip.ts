import { createHash } from 'node:crypto';
import { type Entry, getFileNameLowLevel, openPromise, validateFileName, type ZipFile } from 'yauzl';
import { ArchiveError } from '../archive.ts';
import type { ExportFiles } from './files.ts';

const entriesMax = 1_000_000;
const totalBytesMax = 256 * 1024 ** 3;
const fileBytesMax = 2 * 1024 ** 3;
/** JSON shrinks to a thirtieth at best; what shrinks much further was made to fill a memory or a disk. */
const ratioMax = 200;
const ratioCountsFrom = 1024 * 1024;
const symbolicLink = 0o120_000;
const fileTypes = 0o170_000;

/** @throws {ArchiveError} when it is no zip, is damaged, or was made to do harm */
export async function openZip(path: string): Promise<ExportFiles> {
  // With `decodeStrings` one bad name would end the reading: names are decoded and checked here.
  const zip = await openPromise(path, { autoClose: false, decodeStrings: false }).catch((cause: unknown) => {
    throw new ArchiveError('The file is not a zip archive, or it is damaged.', { cause });
  });
  try {
    return await list(zip);
  } catch (cause) {
    zip.close();
    if (cause instanceof ArchiveError) throw cause;
    throw new ArchiveError(`The archive is damaged: ${(cause as Error).message}.`, { cause });
  }
}

async function list(zip: ZipFile): Promise<ExportFiles> {
  if (zip.entryCount > entriesMax) throw new ArchiveError(`The archive has more than ${entriesMax} files.`);
  const entries = new Map<string, Entry>();
  const refused: ExportFiles['refused'][number][] = [];
  const id = createHash('sha256');
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    const { compressedSize, uncompressedSize } = entry;
    const fileName = nameOf(entry);
    if (fileName.endsWith('/')) continue;
    total += uncompressedSize;
    if (total > totalBytesMax) throw new ArchiveError('The archive is too large when unpacked.');
    if (uncompressedSize > ratioCountsFrom && uncompressedSize > compressedSize * ratioMax)
      throw new ArchiveError(
        `The archive was made to do harm: ${fileName} unpacks to ${uncompressedSize} bytes.`,
      );
    const reason = reasonAgainst(entry, fileName);
    if (reason) refused.push({ reason, name: fileName });
    else {
      entries.set(fileName, entry);
      id.update(`${fileName}\n${entry.crc32}\n${uncompressedSize}\n`);
    }
  }
  return {
    id: id.digest('base64url').slice(0, 22),
    files: [...entries].map(([name, { uncompressedSize }]) => ({ name, size: uncompressedSize })),
    refused,
    open: async (name) => {
      const entry = entries.get(name);
      if (!entry) throw new ArchiveError(`The archive has no file ${name}.`);
      return zip.openReadStreamPromise(entry);
    },
    close: async () => zip.close(),
  };
}

function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

function reasonAgainst(entry: Entry, fileName: string): ExportFiles['refused'][number]['reason'] | null {
  if (validateFileName(fileName) !== null) return 'bad_path';
  if (((entry.externalFileAttributes >>> 16) & fileTypes) === symbolicLink) return 'symbolic_link';
  if (entry.uncompressedSize > fileBytesMax) return 'too_large';
  return entry.isEncrypted() || !entry.canDecodeFileData() ? 'bad_file' : null;
}
