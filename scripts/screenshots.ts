/**
 * Takes the pictures in docs/screenshots: `npx tsx scripts/screenshots.ts` after a build. Every main screen, light and dark,
 * on a desk and on a phone, from a server of its own with a small story in it.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { device, launch, open } from '../tests/browser/browser.ts';
import { startServer } from '../tests/browser/server.ts';
import { tellStory } from '../tests/browser/story.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'screenshots');

const server = await startServer();
const browser = await launch();
try {
  await mkdir(folder, { recursive: true });
  const { cast, channels, thread } = await tellStory(server);

  interface Shot {
    name: string;
    path: string;
    /** Is in sight once the screen is complete. */
    ready: string;
    phone?: boolean;
    outside?: boolean;
    before?: (page: Page) => Promise<void>;
  }
  const launchChannel = `/c/${channels.launch}`;
  const shots: Shot[] = [
    { name: 'channel', path: launchChannel, ready: 'text=Then I take', phone: true },
    { name: 'thread', path: `${launchChannel}?thread=${thread}`, ready: 'text=Three customers', phone: true },
    {
      name: 'channel-threads',
      path: `${launchChannel}?view=threads`,
      ready: 'text=Their names and sizes',
      phone: true,
    },
    { name: 'inbox', path: '/threads', ready: 'text=Agreed. Let us decide', phone: true },
    { name: 'activity', path: '/activity', ready: 'main >> text=replied' },
    { name: 'members', path: `${launchChannel}?details=members`, ready: 'aside >> text=Backend' },
    { name: 'notifications', path: '/settings/notifications', ready: 'text=Why did I get this' },
    { name: 'roles', path: '/settings/members', ready: 'main >> text=Sam Sato' },
    {
      name: 'sign-in',
      path: '/sign-in',
      ready: 'text=Sign in to your workspace',
      outside: true,
      phone: true,
    },
    {
      name: 'palette',
      path: launchChannel,
      ready: 'text=Then I take',
      before: async (page) => {
        await page.keyboard.press('Control+k');
        await page.getByRole('option').first().waitFor();
      },
    },
  ];

  for (const theme of ['light', 'dark'] as const) {
    for (const phone of [false, true]) {
      for (const shot of shots.filter((one) => !phone || one.phone)) {
        const context = await device(browser, server, shot.outside ? null : cast.olive, { theme, phone });
        const page = await open(context, server.url + shot.path);
        await page.locator(shot.ready).first().waitFor();
        await shot.before?.(page);
        await page.evaluate(async () => document.fonts.ready);
        await page.waitForLoadState('networkidle');
        const name = [shot.name, phone ? 'phone' : '', theme].filter(Boolean).join('-');
        await page.screenshot({ path: join(folder, `${name}.png`) });
        console.log(`docs/screenshots/${name}.png`);
        await context.close();
      }
    }
    const context = await device(browser, server, cast.olive, { theme, phone: true });
    const page = await open(context, server.url);
    await page.getByRole('link', { name: /^launch/ }).waitFor();
    await page.screenshot({ path: join(folder, `list-phone-${theme}.png`) });
    await context.close();
  }
} finally {
  await browser.close();
  await server.stop();
}
