import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedEngine } from '../../server/src/db/embedded/index.ts';

export const temporaryFolder = () => mkdtemp(join(tmpdir(), 'atrium-engine-'));

/** An engine of its own in a folder of its own; `stop` removes both. */
export async function temporaryEngine() {
  const dataDir = await temporaryFolder();
  const started = await startEmbeddedEngine({ dataDir });
  const stop = async () => {
    await started.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: started.url, dataDir, stop };
}
