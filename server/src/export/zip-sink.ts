import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { ExportSink } from './sink.ts';

/** A plain file that its owner alone may read. */
const mode = 0o100_600;

/** A zip that is written as it comes, of any size. */
export function zipSink(path: string): ExportSink {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error) => void output.destroy(error));
  const written = pipeline(output, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
  // Whoever adds next, or finishes, learns of it.
  written.catch(() => undefined);
  return {
    add: async (name, content) => {
      const source = Readable.from(content).once('error', (error) => void output.destroy(error));
      zip.addReadStream(source, name, { mode, forceZip64Format: true });
      await Promise.race([finished(source), written]);
    },
    finish: async () => {
      zip.end();
      await written;
    },
  };
}
