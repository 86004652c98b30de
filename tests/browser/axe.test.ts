import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from './axe-findings.ts';
import { device, launch, open } from './browser.ts';
import { startServer, type TestServer } from './server.ts';
import { type Story, tellStory } from './story.ts';

let server: TestServer;
let story: Story;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  story = await tellStory(server);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const screens: [name: string, path: (story: Story) => string, ready: string][] = [
  ['channel', ({ channels }) => `/c/${channels.launch}`, 'text=Then I take'],
  [
    'thread beside the channel',
    ({ channels, thread }) => `/c/${channels.launch}?thread=${thread}`,
    'text=Three customers',
  ],
  ['threads of a channel', ({ channels }) => `/c/${channels.launch}?view=threads`, 'text=Yearly or monthly'],
  ['members', ({ channels }) => `/c/${channels.launch}?details=members`, 'aside >> text=Sam Sato'],
  ['inbox', () => '/threads', 'text=Yearly or monthly'],
  ['activity', () => '/activity', 'main >> text=replied'],
  ['people', () => '/people', 'main >> text=Sam Sato'],
  ['notification settings', () => '/settings/notifications', 'text=Why did I get this'],
  ['member settings', () => '/settings/members', 'main >> text=Sam Sato'],
];

const further: typeof screens = [
  ['profile', () => '/settings/profile', 'main >> text=Time zone'],
  ['appearance', () => '/settings/appearance', 'main >> text=Compact'],
  ['account', () => '/settings/account', 'main >> text=Change the password'],
  ['invitations', () => '/settings/invitations', 'main >> text=Invite people'],
  ['bots', () => '/settings/bots', 'main >> text=New bot'],
  ['a person', ({ cast }) => `/people/${cast.mo.id}`, 'main >> text=Community and support'],
  ['drafts', () => '/drafts', 'main >> text=Drafts and scheduled'],
  ['all channels', () => '/browse', 'main >> text=How things look'],
  ['a channel that is not there', () => '/c/nothing', 'text=No such channel'],
  ['workspace settings', () => '/settings/workspace', 'main >> text=Who may sign up'],
  ['import and export', () => '/settings/import', 'main >> text=Choose an archive'],
  ['about a channel', ({ channels }) => `/c/${channels.launch}?details=about`, 'aside >> text=Who may post'],
  ['pinned', ({ channels }) => `/c/${channels.launch}?details=pins`, 'aside >> role=tab[name="Pinned"]'],
  ['saved', () => '/saved', 'main >> text=Saved'],
  ['an address that leads nowhere', () => '/nowhere', 'text=There is nothing here'],
];

/** Dialogs, by the command of the palette that opens them. */
const dialogs = ['Set a status', 'New direct message', 'Invite people', 'Keyboard shortcuts'];

describe.each(['light', 'dark'] as const)('axe finds nothing in the %s theme', (theme) => {
  test.each([
    ['main', screens],
    ['further', further],
  ])('on the %s screens', async (_name, list) => {
    const context = await device(browser, server, story.cast.olive, { theme });
    const found: string[] = [];
    for (const [name, path, ready] of list) {
      const page = await open(context, server.url + path(story));
      await page.locator(ready).first().waitFor();
      found.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
      await page.close();
    }
    await context.close();
    expect(found).toEqual([]);
  });

  test('on the palette, a menu and a dialog', async () => {
    const context = await device(browser, server, story.cast.olive, { theme });
    const page = await open(context, `${server.url}/c/${story.channels.launch}`);
    await page.locator('text=Then I take').waitFor();
    const found: string[] = [];
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
    found.push(...(await axeFindings(page)));
    await page.keyboard.press('Escape');
    await page.locator('text=Then I take').click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    // A menu stands at the end of the page, in no landmark, for as long as it is open.
    found.push(...(await axeFindings(page, { region: { enabled: false } })));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Create a channel' }).click();
    await page.getByRole('dialog').waitFor();
    found.push(...(await axeFindings(page)));
    await page.keyboard.press('Escape');
    for (const command of dialogs) {
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('Control+k');
      await page.keyboard.type(command);
      await page.getByRole('option', { name: command }).click();
      await page.getByRole('dialog').getByRole('heading').first().waitFor();
      found.push(...(await axeFindings(page)).map((finding) => `${command}: ${finding}`));
      await page.keyboard.press('Escape');
    }
    await context.close();
    expect(found).toEqual([]);
  });

  test('on a channel’s settings and on hours of rest', async () => {
    const context = await device(browser, server, story.cast.olive, { theme });
    const page = await open(context, `${server.url}/c/${story.channels.launch}?details=about`);
    await page.getByRole('button', { name: 'Channel settings' }).click();
    await page.getByRole('dialog', { name: 'Settings of #launch' }).waitFor();
    const found = await axeFindings(page);
    await page.goto(`${server.url}/settings/notifications`);
    const hours = page.getByRole('switch', { name: 'At set hours' });
    await hours.waitFor();
    if ((await hours.getAttribute('aria-checked')) === 'false') await hours.click();
    await page.getByLabel('From').waitFor();
    found.push(...(await axeFindings(page)));
    await context.close();
    expect(found).toEqual([]);
  });

  test('on the pages outside', async () => {
    const context = await device(browser, server, null, { theme });
    const found: string[] = [];
    for (const path of ['/sign-in', '/sign-up', '/reset', '/confirm', '/invite']) {
      const page = await open(context, server.url + path);
      await page.getByRole('heading').first().waitFor();
      found.push(...(await axeFindings(page)).map((finding) => `${path}: ${finding}`));
      await page.close();
    }
    await context.close();
    expect(found).toEqual([]);
  });
});
