import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Where an export's files go: a folder, or a zip. */
export interface ExportSink {
  /** @param name with slashes; made by the export, never by a person */
  add(name: string, content: AsyncIterable<string> | Iterable<string>): Promise<void>;
  /** Resolves when all of it is written. */
  finish(): Promise<void>;
}

export function folderSink(folder: string): ExportSink {
  return {
    add: async (name, content) => {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await pipeline(Readable.from(content), createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    },
    finish: async () => undefined,
  };
}
