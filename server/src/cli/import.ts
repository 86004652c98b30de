import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ImportProgress } from '@atrium/shared';
import { ConfigError, loadConfig } from '../config.ts';
import { runImport } from '../import/run.ts';
import { openSlackArchive } from '../import/slack/archive.ts';
import { runCommand } from './command.ts';
import { endWithServer, tell } from './told.ts';
import { withDatabase } from './with-database.ts';

const usage =
  'Usage: npm run import -- ARCHIVE (a Slack export: a zip file, or a folder that it was unpacked to)';

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { label: { type: 'string' } },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new ConfigError(usage);
  const config = loadConfig();
  endWithServer();
  const megabytes = watchMemory();
  const archive = await openSlackArchive(resolve(path));
  tell({ archiveId: archive.id });
  try {
    await withDatabase(config, async (database) => {
      const folder = join(config.DATA_DIR, 'imports');
      const report = await runImport({
        ...{ connection: database.connection, archive, folder },
        ...{ label: values.label ?? basename(path), clock: Date.now, onProgress: progressLine() },
      });
      const { totals, people, messagesPerSecond, elapsedMs } = report;
      process.stderr.write('\n');
      const imported = report.channels.filter(({ state }) => state !== 'there_already');
      if (imported.length === 0) console.log('Everything was there already: nothing was changed.');
      else
        console.log(
          `Imported ${totals.messages} messages (${totals.replies} replies in ${totals.threads} threads) of ` +
            `${people.people + people.bots + people.placeholders} people in ${totals.channels} channels: ` +
            `${(elapsedMs / 1000).toFixed(1)} s, ${messagesPerSecond} messages a second, ` +
            `${megabytes()} MB of memory at most.`,
        );
      console.log(`Report: ${join(folder, report.importId, 'report.html')}`);
    });
  } finally {
    await archive.close();
  }
});

/** One line that is written over on a terminal; one every few seconds elsewhere. */
function progressLine(): (progress: ImportProgress) => void {
  const { isTTY } = process.stderr;
  const everyMs = isTTY ? 200 : process.connected ? 1_000 : 2_000;
  let last = 0;
  return (progress) => {
    const { stage, channel, messages, messagesPerSecond, done, leftMs } = progress;
    const now = performance.now();
    if (now - last < everyMs && stage === 'messages') return;
    last = now;
    tell({ progress });
    if (process.connected || stage !== 'messages') return;
    const left = leftMs === null ? '' : `, ${Math.ceil(leftMs / 1_000)} s left`;
    const line = `${Math.floor(done * 100)} % · #${channel} · ${messages} messages · ${messagesPerSecond}/s${left}`;
    process.stderr.write(isTTY ? `\r\u001b[K${line}` : `${line}\n`);
  };
}

/** Starts looking; the result says how many megabytes the process had for itself at most. */
function watchMemory(): () => number {
  let most = 0;
  const look = () => {
    most = Math.max(most, ownBytes());
  };
  const timer = setInterval(look, 250);
  timer.unref();
  return () => {
    clearInterval(timer);
    look();
    return Math.round(most / 1024 / 1024);
  };
}

/** Without the pages of the database's file, which the system maps in and takes back as it likes. */
function ownBytes(): number {
  try {
    const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Only Linux tells the two apart.
  }
  return process.memoryUsage.rss();
}
