import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

process.once('SIGINT', () => process.exit(130));

/** A new folder among the system's temporary ones that is gone, with all that is in it, once this process has ended, by Ctrl-C too. */
export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `atrium-bench-${name}-`));
  folders.push(folder);
  return folder;
}
