/** What helps to write: emoji, the bar of formats, a time to send at, and a phone whose keyboard lies over the page. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFindings } from './axe-findings.ts';
import { composer, type DeviceOptions, feed, landed, message, open } from './browser.ts';
import { clientId } from './server.ts';
import { raiseStage, startStory } from './stage.ts';
import { makeChannel } from './story.ts';

const stage = raiseStage(startStory);
/** On a machine that does other things too. */
const patience = { timeout: 60_000 };

const write = async (options: DeviceOptions = {}) => {
  const context = await stage.enter(stage.server.cast.ana, options);
  const page = await open(context, stage.server.at('random'));
  await page.locator('.composer-field').waitFor(patience);
  return page;
};
const draft = (page: Page) => page.locator('.composer-field').innerText();

test('emoji by the keyboard: arrows, Home and End, categories, typing; what was chosen stands on top the next time', async () => {
  const page = await write();
  const pick = page.getByRole('combobox', { name: 'Find an emoji' });
  const openPicker = async () => {
    await page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await page.getByRole('gridcell').first().waitFor(patience);
    await expect.poll(() => pick.evaluate((field) => field === document.activeElement)).toBe(true);
  };
  /** Where the keyboard is, as a screen reader is told. */
  const active = () =>
    pick.evaluate((field) => {
      const cell = document.getElementById(field.getAttribute('aria-activedescendant') ?? '');
      return cell?.getAttribute('aria-selected') === 'true' ? cell.getAttribute('aria-label') : null;
    });
  const first = () =>
    page
      .getByRole('row')
      .filter({ has: page.getByRole('gridcell') })
      .first()
      .getByRole('gridcell')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label')));

  await openPicker();
  expect(await page.getByRole('button', { name: 'Recently used' }).count()).toBe(0);
  await page.keyboard.press('ArrowDown');
  await expect.poll(active).toBe('Grinning face');
  await page.keyboard.press('End');
  await expect.poll(active).toBe('Slightly smiling face');
  await page.keyboard.press('Home');
  await expect.poll(active).toBe('Grinning face');
  await page.keyboard.press('PageDown');
  await expect.poll(active).toBe('Waving hand');
  await page.keyboard.press('Control+End');
  await expect.poll(active).toBe('Flag: Wales');
  await page.keyboard.type('dumpl');
  await expect.poll(active).toBe('Dumpling');
  await page.getByText('One found').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect.poll(() => draft(page)).toBe('🥟');

  await page.keyboard.type(' :tad');
  await page.getByRole('option', { name: /tada/ }).waitFor(patience);
  await page.keyboard.press('Enter');
  await openPicker();
  expect(await first()).toEqual(['Party popper', 'Dumpling']);
  await page.getByRole('button', { name: 'Animals & nature' }).click();
  await page.getByRole('gridcell', { name: 'Monkey face' }).click();
  await openPicker();
  expect(await first()).toEqual(['Monkey face', 'Party popper', 'Dumpling']);
  await expect.poll(() => draft(page)).toMatch(/^🥟 🎉 ?🐵$/);
});

test('the bar shows the formats at the caret, and is one stop of the Tab key', async () => {
  const page = await write();
  await page.getByRole('button', { name: 'Formatting' }).click();
  const bar = page.getByRole('toolbar', { name: 'Formatting' });
  await bar.waitFor(patience);
  const pressed = () =>
    bar
      .getByRole('button', { pressed: true })
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')).join());
  await composer(page).click();
  await page.keyboard.type('plain **bold**');
  await expect.poll(pressed).toBe('');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(pressed).toBe('Bold');
  for (let at = 0; at < 5; at += 1) await page.keyboard.press('ArrowLeft');
  await expect.poll(pressed).toBe('');
  await bar.getByRole('button', { name: 'Italic' }).click();
  await expect.poll(pressed).toBe('Italic');
  await bar.getByRole('button', { name: 'List', exact: true }).click();
  await expect.poll(pressed).toBe('List');
  await bar.getByRole('button', { name: 'List to tick off' }).click();
  await expect.poll(pressed).toBe('List to tick off');
  await bar.getByRole('button', { name: 'Bold' }).focus();
  await page.keyboard.press('ArrowRight');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Italic');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Send later');
});

test('what was sent from one device is not begun any more on another that was closed meanwhile', async () => {
  const { server } = stage;
  const text = 'Begun on two devices.';
  const bodies = async () => (await server.cast.ana.run('draft.list', {})).drafts.map(({ body }) => body);
  const [here, there] = [await write(), await write()];
  await composer(here).click();
  await here.keyboard.type(text);
  await expect.poll(bodies).toEqual([text]);
  await there.reload();
  await expect.poll(() => draft(there)).toBe(text);
  const device = there.context();
  await there.close();
  await here.keyboard.press('Enter');
  await landed(here, text);
  await expect.poll(bodies).toEqual([]);

  const again = await open(device, server.at('random'));
  await landed(again, text);
  await expect.poll(async () => (await draft(again)).trim()).toBe('');
});

test('a draft for where somebody is not any more says so, and can be given up', async () => {
  const { ana, olive } = stage.server.cast;
  const channelId = await makeChannel(olive, 'hidden', { kind: 'private' });
  const member = { channelId, memberId: ana.id };
  await olive.run('member.add', { ...member, clientId: clientId() });
  await ana.run('draft.set', { channelId, rootSeq: null, body: 'Begun before I was taken out.' });
  await olive.run('member.remove', { ...member, clientId: clientId() });
  const page = await stage.openAs(ana, '/drafts');
  const card = message(page, 'Begun before I was taken out.');
  await card.getByText('Where you are not any more').waitFor();
  await card.getByRole('button', { name: 'Discard the draft' }).click();
  await card.waitFor({ state: 'detached' });
  const kept = async () =>
    (await ana.run('draft.list', {})).drafts.filter((one) => one.channelId === channelId);
  await expect.poll(kept).toEqual([]);
});

test('a time to send at is said in words with its zone; one that has passed is refused in words', async () => {
  const page = await write();
  await composer(page).click();
  await page.keyboard.type('Good morning, for later.');
  await page.getByRole('button', { name: 'Send later' }).click();
  await page.getByRole('menuitem', { name: 'Another time…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send later' });
  const when = dialog.getByLabel('Date and time');
  await expect.poll(() => when.evaluate((field) => field === document.activeElement), patience).toBe(true);
  await dialog.getByText(/Europe\/London \(GMT/).waitFor();
  await dialog.getByText(/^Sent tomorrow at .+, in 24 hours\.$/).waitFor();
  await when.fill('2020-01-01T09:00');
  await dialog.getByText(/^That has passed: it was .*2020\. Choose a time to come\.$/).waitFor();
  await when.press('Enter');
  await when.fill('');
  await dialog.getByRole('button', { name: 'Schedule' }).click();
  await dialog.getByText('Say a day and a time.').waitFor();
  expect(await when.evaluate((field) => field === document.activeElement)).toBe(true);
  const year = new Date().getUTCFullYear();
  await when.fill(`${year + 2}-01-01T09:00`);
  await dialog.getByText(/^That is more than a year ahead/).waitFor();
  const soon = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10);
  await when.fill(`${soon}T09:00`);
  await dialog.getByText(/ at 0?9:00, in \d (days|hours)\.$/).waitFor();
  await when.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await expect
    .poll(async () => (await stage.server.cast.ana.run('scheduled.list', {})).scheduled.length, patience)
    .toBe(1);
});

test('a keyboard that lies over the page of a phone hides neither the field nor the newest message', async () => {
  const page = await write({ phone: true });
  for (let at = 1; at <= 20; at += 1)
    await stage.server.cast.mo.run('message.post', {
      ...{ clientId: clientId(), channelId: stage.server.channels.random, rootSeq: null },
      body: `Row ${at} of a long morning`,
    } as never);
  await message(page, 'Row 20 of').waitFor(patience);
  await composer(page).click();
  const keyboardHeight = 336;
  // What Safari does: the page keeps its height, the part of it that is seen gets smaller.
  await page.evaluate((hidden) => {
    const area = window.visualViewport;
    if (!area) return;
    Object.defineProperty(area, 'height', { configurable: true, get: () => window.innerHeight - hidden });
    area.dispatchEvent(new Event('resize'));
  }, keyboardHeight);
  const seen = 844 - keyboardHeight;
  const bottom = async (locator: ReturnType<typeof composer>) => {
    const box = await locator.boundingBox();
    return box ? box.y + box.height : Number.POSITIVE_INFINITY;
  };
  await expect
    .poll(() => bottom(page.getByRole('button', { name: 'Send', exact: true })))
    .toBeLessThanOrEqual(seen);
  const field = await page.locator('.composer-field').boundingBox();
  await expect.poll(() => bottom(message(page, 'Row 20 of'))).toBeLessThanOrEqual(field?.y ?? 0);
  expect(await page.evaluate(() => [window.scrollX, window.scrollY])).toEqual([0, 0]);
  expect((await feed(page).boundingBox())?.y).toBeGreaterThan(0);

  await page.evaluate(() => {
    if (!window.visualViewport) return;
    Reflect.deleteProperty(window.visualViewport, 'height');
    window.visualViewport.dispatchEvent(new Event('resize'));
  });
  await expect
    .poll(() => bottom(page.getByRole('button', { name: 'Send', exact: true })))
    .toBeGreaterThan(seen);
  await expect.poll(() => bottom(message(page, 'Row 20 of'))).toBeGreaterThan(seen);
});
