/**
 * Takes the pictures docs/screenshots/imported-*.png: `npx tsx scripts/screenshots-imported.ts DATA_DIR` after a build, of a
 * workspace into which an archive was imported (npm run import), by its busiest person: their password is set for it.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { device, launch, open } from '../tests/browser/browser.ts';
import { signIn, startOn } from '../tests/browser/server.ts';
import { prepareImported } from './imported-workspace.ts';

const [data] = process.argv.slice(2);
if (data === undefined) throw new Error('Usage: npx tsx scripts/screenshots-imported.ts DATA_DIR');
const folder = join(import.meta.dirname, '..', 'docs', 'screenshots');
const { channelId, rootSeq, people } = await prepareImported(data, 1);
const [busiest] = people;
if (!busiest) throw new Error('Nobody follows a thread there.');
const server = await startOn(resolve(data));
const browser = await launch();
try {
  await mkdir(folder, { recursive: true });
  const person = await signIn(server.url, busiest.email, busiest.password);
  const shots = [
    { name: 'channel', path: `/c/${channelId}`, ready: 'article' },
    { name: 'thread', path: `/c/${channelId}?thread=${rootSeq}`, ready: 'article' },
    { name: 'inbox', path: '/threads', ready: 'main time' },
  ];
  for (const theme of ['light', 'dark'] as const) {
    const context = await device(browser, server, person, { theme });
    context.setDefaultTimeout(60_000);
    for (const { name, path, ready } of shots) {
      const page = await open(context, server.url + path);
      await page.locator(ready).first().waitFor();
      await page.evaluate(async () => document.fonts.ready);
      await page.waitForLoadState('networkidle');
      await page.waitForFunction(() => document.querySelector('main [aria-busy=true]') === null);
      // Names that are not here yet are three dots.
      await page.waitForFunction(() => !/^…(:|$)/m.test(document.querySelector('main')?.innerText ?? '…'));
      // Whoever has read everything begins at the end.
      if (name === 'channel' && (await page.getByRole('button', { name: 'Newest' }).isVisible()))
        throw new Error(`${name}-${theme}: it did not begin at the newest message`);
      await page.screenshot({ path: join(folder, `imported-${name}-${theme}.png`), scale: 'css' });
      await page.close();
    }
    await context.close();
  }
} finally {
  await browser.close();
  await server.stop();
}
