/** The side bar arranged by the keyboard alone, and what a screen reader is told of it. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFindings } from './axe-findings.ts';
import { composer } from './browser.ts';
import { raiseStage, startStory } from './stage.ts';

const stage = raiseStage(startStory);
/** On a machine that does other things too. */
const patience = { timeout: 60_000 };

const sideBar = (page: Page) => page.getByRole('navigation', { name: 'Workspace' });
/** Own sections and the channels, with what stands in each, from top to bottom. */
const order = (page: Page) =>
  sideBar(page)
    .locator('section')
    .evaluateAll((sections) =>
      sections
        .map((section) => {
          const names = [...section.querySelectorAll('li a')].map((link) => link.textContent);
          return `${section.getAttribute('aria-label')}: ${names.join(' ')}`;
        })
        .filter((line) => !/^(Unread|Direct)/.test(line)),
    );
/** What has the keyboard: a channel's name, a section's, or a field's. */
const keyboardIn = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  });
const told = (page: Page, words: string) =>
  page.locator('output').filter({ hasText: words }).first().waitFor({ state: 'attached', timeout: 60_000 });

/** With Tab, as far as it takes. */
async function tabTo(page: Page, wanted: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stops = 0; stops < 80; stops += 1) {
    if (wanted.test(await keyboardIn(page))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`The Tab key never came to ${wanted}.`);
}

/** Opens the menu of what has the keyboard, and chooses by typing its beginning. */
async function choose(page: Page, ...path: string[]): Promise<void> {
  for (const [depth, name] of path.entries()) {
    const item = page.getByRole('menuitem', { name, exact: true });
    await item.waitFor(patience);
    for (let steps = 0; steps < 20; steps += 1) {
      if (await item.evaluate((one) => one === document.activeElement)) break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press(depth < path.length - 1 ? 'ArrowRight' : 'Enter');
  }
}

test('sections and channels: create, move, reorder, rename, remove', async () => {
  const page = await stage.openAs(stage.server.cast.ana, stage.server.at('launch'));
  await composer(page).waitFor(patience);
  await page.keyboard.press('Shift+Escape');
  await expect.poll(() => order(page), patience).toEqual(['Channels: design general launch lunch']);

  // From the palette: an empty section.
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /^Go to/ }).waitFor(patience);
  await page.keyboard.type('new section');
  await page.getByRole('option', { name: /New section/ }).waitFor(patience);
  await page.keyboard.press('Enter');
  const name = page.getByRole('dialog').getByLabel('Name');
  await name.waitFor(patience);
  await expect.poll(() => name.evaluate((one) => one === document.activeElement), patience).toBe(true);
  await page.keyboard.type('Now');
  await page.keyboard.press('Enter');
  await told(page, 'Section Now created.');
  await expect.poll(() => order(page)).toEqual(['Now: ', 'Channels: design general launch lunch']);

  // From a channel's menu: into the section, then another one.
  await tabTo(page, /^lunch/);
  await page.keyboard.press('Shift+F10');
  await choose(page, 'Move', 'To Now');
  await told(page, 'lunch stands in Now now.');
  await expect.poll(() => order(page)).toEqual(['Now: lunch', 'Channels: design general launch']);
  await expect.poll(() => keyboardIn(page), patience).toBe('lunch');
  await tabTo(page, /^launch/);
  await page.keyboard.press('Shift+F10');
  await choose(page, 'Move', 'To a new section…');
  await name.waitFor(patience);
  await expect.poll(() => name.evaluate((one) => one === document.activeElement), patience).toBe(true);
  await page.keyboard.type('Later');
  await page.keyboard.press('Enter');
  await told(page, 'Section Later created.');
  await expect.poll(() => order(page)).toEqual(['Now: lunch', 'Later: launch', 'Channels: design general']);
  await expect.poll(() => keyboardIn(page), patience).toBe('launch');

  // By its keys: a channel, and a section with all that is in it.
  await tabTo(page, /^general/);
  await page.keyboard.press('Control+Shift+ArrowUp');
  await told(page, 'general is 1 of 2 now.');
  await expect.poll(() => order(page)).toEqual(['Now: lunch', 'Later: launch', 'Channels: general design']);
  await expect.poll(() => keyboardIn(page), patience).toBe('general');
  await page.keyboard.press('Control+Shift+ArrowUp');
  await told(page, 'general is the first there.');
  await tabTo(page, /^Later$/, 'Shift+Tab');
  await page.keyboard.press('Control+Shift+ArrowUp');
  await told(page, 'Section Later is 1 of 2 now.');
  await expect.poll(() => order(page)).toEqual(['Later: launch', 'Now: lunch', 'Channels: general design']);
  await expect.poll(() => keyboardIn(page), patience).toBe('Later');

  // From a section's menu: another name, and away with it.
  await tabTo(page, /^Section Later$/);
  await page.keyboard.press('Enter');
  await choose(page, 'Rename');
  await name.waitFor(patience);
  await expect.poll(() => name.evaluate((one) => one === document.activeElement), patience).toBe(true);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Soon');
  await page.keyboard.press('Enter');
  await told(page, 'Section Later is called Soon now.');
  await expect.poll(() => order(page)).toEqual(['Soon: launch', 'Now: lunch', 'Channels: general design']);
  await tabTo(page, /^Section Soon$/);
  await page.keyboard.press('Enter');
  await choose(page, 'Remove the section Its channels stay');
  await told(page, 'Section Soon is removed. Its channels stay.');
  await expect.poll(() => order(page)).toEqual(['Now: lunch', 'Channels: general design launch']);
  await expect.poll(() => keyboardIn(page), patience).toBe('Now');
  expect(await axeFindings(page)).toEqual([]);
});
