// Everything a contributor must keep green: `npm test`. With `-- --project NAME` only that part of the tests.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { phase, runStaticChecks, runVitest } from './checks.mjs';
import { ensureBuilt, ensureInstalled, run } from './ensure.mjs';
import { ensurePrograms } from './programs.mjs';
import { closeWithTally } from './tally.mjs';

await run(async () => {
  const { values, positionals } = parseArgs({
    options: { project: { type: 'string', multiple: true }, check: { type: 'boolean' } },
    allowPositionals: true,
  });
  // A caller that runs this more than once names the file, and adds up at the end.
  const tally = process.env['ATRIUM_TALLY'] ?? join(mkdtempSync(join(tmpdir(), 'atrium-test-')), 'tally');
  // `npm run check` is the quick part: what needs no other program and no browser.
  const quick = ['architecture', 'unit', 'client', 'integration'];
  const projects = values.check ? quick : values.project;

  await phase('dependencies', ensureInstalled);
  await phase('build', () => ensureBuilt());
  if (!values.check) await phase('programs', ensurePrograms);
  if (values.project === undefined) await runStaticChecks(tally);
  await runVitest(tally, projects, positionals);
  closeWithTally(tally);
});
