import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeFindings } from './axe-findings.ts';
import { focused, open } from './browser.ts';
import { raiseStage, startStory, type StoryServer } from './stage.ts';

const stage = raiseStage(startStory);

const screens: [name: string, path: (server: StoryServer) => string, ready: string][] = [
  ['channel', ({ at }) => at('launch'), 'text=Then I take'],
  [
    'thread beside the channel',
    ({ at, thread }) => at('launch', `?thread=${thread}`),
    'text=Three customers',
  ],
  ['threads of a channel', ({ at }) => at('launch', '?view=threads'), 'text=Yearly or monthly'],
  ['members', ({ at }) => at('launch', '?details=members'), 'aside >> text=Sam Sato'],
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
  ['about a channel', ({ at }) => at('launch', '?details=about'), 'aside >> text=Who may post'],
  ['pinned', ({ at }) => at('launch', '?details=pins'), 'aside >> role=tab[name="Pinned"]'],
  ['saved', () => '/saved', 'main >> text=Saved'],
  ['an address that leads nowhere', () => '/nowhere', 'text=There is nothing here'],
];

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect.poll(() => focused(page)).toMatch(/^Go to/);
}

/** Dialogs, by the command of the palette that opens them. */
const dialogs = ['Set a status', 'New direct message', 'Invite people', 'Keyboard shortcuts'];

describe.each(['light', 'dark'] as const)('axe finds nothing in the %s theme', (theme) => {
  test.each([
    { name: 'main', list: screens, phone: false },
    { name: 'further', list: further, phone: false },
    { name: 'main', list: screens, phone: true },
    { name: 'further', list: further, phone: true },
  ])('on the $name screens (phone: $phone)', async ({ list, phone }) => {
    const context = await stage.enter(stage.server.cast.olive, { theme, phone });
    const found: string[] = [];
    for (const [name, path, ready] of list) {
      const page = await open(context, path(stage.server));
      await page.locator(ready).first().waitFor();
      found.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
      await page.close();
    }
    expect(found).toEqual([]);
  });

  test('on the palette, a menu and a dialog', async () => {
    const page = await stage.openAs(stage.server.cast.olive, stage.server.at('launch'), { theme });
    await page.locator('text=Then I take').waitFor();
    const found: string[] = [];
    await openPalette(page);
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
      await openPalette(page);
      await page.keyboard.type(command);
      await page.getByRole('option', { name: command }).click();
      await page.getByRole('combobox', { name: /^Go to/ }).waitFor({ state: 'detached' });
      await page.getByRole('dialog').getByRole('heading').first().waitFor();
      found.push(...(await axeFindings(page)).map((finding) => `${command}: ${finding}`));
      await page.keyboard.press('Escape');
    }
    expect(found).toEqual([]);
  });

  test('on a channel’s settings and on hours of rest', async () => {
    const path = stage.server.at('launch', '?details=about');
    const page = await stage.openAs(stage.server.cast.olive, path, { theme });
    await page.getByRole('button', { name: 'Channel settings' }).click();
    await page.getByRole('dialog', { name: 'Settings of #launch' }).waitFor();
    const found = await axeFindings(page);
    await page.goto('/settings/notifications');
    const hours = page.getByRole('switch', { name: 'At set hours' });
    await hours.waitFor();
    if ((await hours.getAttribute('aria-checked')) === 'false') await hours.click();
    await page.getByLabel('From').waitFor();
    found.push(...(await axeFindings(page)));
    expect(found).toEqual([]);
  });

  test('on the pages outside', async () => {
    const context = await stage.enter(null, { theme });
    const found: string[] = [];
    for (const path of ['/sign-in', '/sign-up', '/reset', '/confirm', '/invite']) {
      const page = await open(context, path);
      await page.getByRole('heading').first().waitFor();
      found.push(...(await axeFindings(page)).map((finding) => `${path}: ${finding}`));
      await page.close();
    }
    expect(found).toEqual([]);
  });
});
