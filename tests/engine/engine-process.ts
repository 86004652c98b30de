/**
 * A process that runs the engine alone. Arguments: data folder, port (0 for any free one).
 * Says `{url}` or `{error}` in one line on stdout, and its memory in bytes for each line it reads.
 */
import { createInterface } from 'node:readline';
import { startEmbeddedEngine } from '../../server/src/db/embedded/index.ts';

const [dataDir = '', port] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
try {
  const { url } = await startEmbeddedEngine({ dataDir, ...(port !== undefined && { port: Number(port) }) });
  say({ url });
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
createInterface({ input: process.stdin }).on('line', () => say({ rss: process.memoryUsage.rss() }));
