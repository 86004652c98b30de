/**
 * What a reader of a large channel feels, in headless Chromium against a server of its own:
 * `npm run bench:client -- [--minutes 10] [--messages 50000] [--only opening,scrolling,typing,memory]`.
 * Prints tables for docs/performance.md.
 */
import { rm } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { device, launch } from '../../tests/browser/browser.ts';
import { startOn } from '../../tests/browser/server.ts';
import { type Figures, table } from './client/figures.ts';
import {
  measureMemory,
  measureOpening,
  measureScrolling,
  measureTyping,
  prepare,
  type Stage,
} from './client/measures.ts';
import { makeWorkspace, personOf } from './client/workspace.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    messages: { type: 'string', default: '50000' },
    rows: { type: 'string', default: '4000' },
    only: { type: 'string', default: 'opening,scrolling,typing,memory' },
  },
});
const only = new Set(values.only.split(','));
const load = loadavg()[0] ?? 0;
const workspace = await makeWorkspace(Number(values.messages));
const server = await startOn(workspace.dataDir);
const browser = await launch();
try {
  const talker = personOf(server.url, workspace.cookies.talker);
  const context = await device(browser, server, personOf(server.url, workspace.cookies.reader));
  const stage: Stage = { context, url: server.url, channels: workspace.channels, talker };
  await prepare(stage);
  const figures: Figures[] = [];
  if (only.has('opening')) figures.push(...(await measureOpening(stage, 10)));
  if (only.has('scrolling')) figures.push(...(await measureScrolling(stage, Number(values.rows))));
  if (only.has('typing')) figures.push(...(await measureTyping(stage, 300)));
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, Chromium ${browser.version()}, ` +
      `${values.messages} messages, load average ${load.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after\n`,
  );
  console.log(table(figures));
  if (only.has('memory')) {
    const { samples, mbPerMinute, said } = await measureMemory(stage, Number(values.minutes));
    console.log(`\n${said} messages arrived in ${values.minutes} minutes; after the first fifth of them the`);
    console.log(`heap changed by ${mbPerMinute.toFixed(2)} MB a minute.\n`);
    console.log('| minute | heap MB | DOM nodes | listeners |\n| --: | --: | --: | --: |');
    for (const { minute, heapMb, nodes, listeners } of samples)
      console.log(`| ${minute.toFixed(1)} | ${heapMb.toFixed(1)} | ${nodes} | ${listeners} |`);
  }
} finally {
  await browser.close();
  await server.stop();
  await rm(workspace.dataDir, { recursive: true, force: true });
}
