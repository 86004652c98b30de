/**
 * Two people live in an imported workspace, each in a browser, while its largest channel is talked in:
 * `npm run bench:import-live -- DATA_DIR [--seconds 120] [--rate 20]`, DATA_DIR from `npm run import`. Ends with 1 when a
 * message is missing, doubled or out of order on a screen, or when somebody's unread count is not what was said.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { newId } from '@atrium/shared';
import type { Page } from 'playwright-core';
import { device, launch, open } from '../../tests/browser/browser.ts';
import { signIn, startOn } from '../../tests/browser/server.ts';
import { prepareImported } from '../imported-workspace.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '120' }, rate: { type: 'string', default: '20' } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Usage: npm run bench:import-live -- DATA_DIR');
const { channelId, people } = await prepareImported(folder, 3);
const server = await startOn(resolve(folder));
const browser = await launch();

/** What a page has painted of the talk, in the order in which it came, and its long tasks. */
interface Seen {
  order: number[];
  delays: number[];
  longTasks: number[];
}

function watch(): void {
  const seen: Seen = { order: [], delays: [], longTasks: [] };
  (window as unknown as { seen: Seen }).seen = seen;
  const known = new Set<number>();
  new MutationObserver(() => {
    for (const row of document.querySelectorAll('article')) {
      const found = /live-(\d+)-(\d+)/.exec(row.textContent);
      const number = Number(found?.[1]);
      if (!found || known.has(number)) continue;
      known.add(number);
      seen.order.push(number);
      seen.delays.push(Date.now() - Number(found[2]));
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
  }).observe({ type: 'longtask' });
}

try {
  const [reader, other, talker] = await Promise.all(
    people.map(({ email, password }) => signIn(server.url, email, password)),
  );
  if (!reader || !other || !talker) throw new Error('Three people must follow threads there.');
  const pages: Page[] = [];
  for (const person of [reader, other]) {
    const context = await device(browser, server, person);
    await context.addInitScript(watch);
    const page = await open(context, `${server.url}/c/${channelId}`);
    await page.locator('article').first().waitFor({ timeout: 60_000 });
    pages.push(page);
  }
  let said = 0;
  const talk = async (seconds: number) => {
    const under: Promise<unknown>[] = [];
    const began = performance.now();
    for (let n = 0; n < seconds * Number(values.rate); n += 1) {
      await new Promise((go) =>
        setTimeout(go, Math.max(0, began + (n * 1_000) / Number(values.rate) - performance.now())),
      );
      const body = `live-${said++}-${Date.now()}`;
      const before = under.at(-1);
      // One after the other, so that they are numbered as the journal has them.
      under.push(
        Promise.resolve(before).then(() =>
          talker.run('message.post', { channelId, clientId: newId(22) as never, body }),
        ),
      );
    }
    await Promise.all(under);
  };
  await talk(Number(values.seconds));
  const faults: string[] = [];
  for (const [index, page] of pages.entries()) {
    await page
      .locator('article', { hasText: `live-${said - 1}-` })
      .first()
      .waitFor({ timeout: 30_000 })
      .catch(() => faults.push(`reader ${index + 1} never saw the last message`));
    const seen = await page.evaluate(() => (window as unknown as { seen: Seen }).seen);
    if (seen.order.some((number, at) => number !== at)) faults.push(`reader ${index + 1}: out of order`);
    if (seen.order.length !== said) faults.push(`reader ${index + 1} saw ${seen.order.length} of ${said}`);
    const delays = seen.delays.toSorted((a, b) => a - b);
    const at = (share: number) => delays[Math.floor(share * (delays.length - 1))];
    console.log(
      `reader ${index + 1}: ${seen.order.length} of ${said} messages, from being sent to being on the screen ` +
        `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; ` +
        `${seen.longTasks.length} tasks over 50 ms, the longest ${Math.round(Math.max(0, ...seen.longTasks))} ms`,
    );
  }
  // One goes elsewhere; what is said then is unread for them alone.
  const [stays, leaves] = pages as [Page, Page];
  await leaves.getByRole('link', { name: /^Drafts/ }).click();
  await leaves.waitForURL(/drafts/);
  const before = said;
  await talk(10);
  const link = (page: Page) =>
    page.getByRole('navigation', { name: 'Workspace' }).getByRole('link', { name: /ubuntu/ });
  await stays
    .locator('article', { hasText: `live-${said - 1}-` })
    .first()
    .waitFor({ timeout: 30_000 });
  await leaves.waitForTimeout(2_000);
  const unread = async (page: Page) => Number(/(\d+)/.exec(await link(page).innerText())?.[1] ?? 0);
  console.log(`said meanwhile: ${said - before}; unread: ${await unread(stays)} and ${await unread(leaves)}`);
  if ((await unread(leaves)) !== said - before)
    faults.push('the count of unread messages is not what was said');
  if ((await unread(stays)) !== 0) faults.push('what is on the screen counts as unread');
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  await browser.close();
  await server.stop();
}
