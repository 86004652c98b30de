// The long form of the fault tests: `npm run chaos -- --seed N --profile NAME --minutes N`.
import { join } from 'node:path';
import { ensureInstalled, root, run, runNode } from './ensure.mjs';

await run(async () => {
  await ensureInstalled();
  const args = ['--import', 'tsx', join(root, 'tests', 'chaos', 'chaos.ts'), ...process.argv.slice(2)];
  process.exitCode = await runNode(args);
});
