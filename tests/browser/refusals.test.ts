/** A server that refuses everything: no screen asks it again and again, and what did not come says so. */
import type { ErrorCode } from '@atrium/shared';
import { expect, test } from 'vitest';
import { standBetween } from './between.ts';
import { composer, message, sideLink } from './browser.ts';
import { raiseStage, startStory } from './stage.ts';
import { bodiesIn } from './story.ts';

const stage = raiseStage(startStory);

/** Of one command, while a screen is looked at. */
const askedMax = 8;
const lookMs = 1_500;

test.each<ErrorCode>(['internal', 'forbidden'])('%s', async (code) => {
  const page = await (await stage.enter(stage.server.cast.olive)).newPage();
  const refusal = await standBetween(page);
  const { at } = stage.server;
  const isBearable = async (where: string) => {
    refusal.asked.clear();
    await page.waitForTimeout(lookMs);
    for (const [name, times] of refusal.asked)
      expect(times, `${name} on ${where}`).toBeLessThanOrEqual(askedMax);
  };
  await page.goto(at('launch'));
  await composer(page).waitFor();
  await message(page, 'Yearly or monthly price first').first().waitFor();
  for (const name of ['workspace.load', 'channel.open'] as const) expect(refusal.asked.get(name)).toBe(1);

  refusal.code = code;
  for (const path of ['/threads', '/activity', '/saved', '/browse']) {
    await page.locator(`a[href="${path}"]`).first().click();
    await isBearable(path);
    await page.getByRole('main').getByRole('button', { name: 'Try again' }).waitFor();
  }
  await sideLink(page, 'design').click();
  await isBearable('a channel that was not open before');
  await page.reload();
  await isBearable('a reload');

  refusal.code = null;
  for (const path of [
    '/people',
    '/settings',
    at('design', '/nothing'),
    '/threads?thread=a.b',
    '/activity?thread=a.b.c',
  ]) {
    await page.goto(path);
    await page.getByRole('navigation', { name: 'Workspace' }).first().waitFor();
    refusal.code = code;
    await isBearable(path);
    refusal.code = null;
  }
});

test('what did not come says so, and comes when it is asked for again', async () => {
  const page = await (await stage.enter(stage.server.cast.olive)).newPage();
  const refusal = await standBetween(page);
  let refused = false;
  await page.route('**/api/session.list', (route) =>
    refused ? route.fulfill({ status: 503, body: '' }) : route.continue(),
  );
  await page.goto('/settings');
  await page.locator('a[href="/settings/bots"]').waitFor();
  const main = page.getByRole('main');
  const again = main.getByRole('button', { name: 'Try again' });
  const shown = {
    account: main.getByText('This one', { exact: true }),
    workspace: main.getByRole('textbox', { name: 'Name', exact: true }),
    members: main.getByText('Mo Mendez'),
    invitations: main.getByText('No invitation is waiting'),
    bots: main.getByText('No bots yet'),
  };
  for (const [name, there] of Object.entries(shown)) {
    refusal.code = 'internal';
    refused = true;
    await page.locator(`a[href="/settings/${name}"]`).first().click();
    await again.first().waitFor();
    expect(await there.count(), name).toBe(0);
    refusal.code = null;
    refused = false;
    for (const button of await again.all()) await button.click();
    await there.waitFor();
    await again.waitFor({ state: 'detached' });
  }
});

test('an address that names no entry shows the channel', async () => {
  const page = await stage.openAs(stage.server.cast.olive, stage.server.at('launch', '/nothing'));
  await message(page, 'Yearly or monthly price first').first().waitFor();
  expect(page.url()).toContain('/nothing');
});

test('a change that was refused says which, and its text is there to go on with', async () => {
  const page = await (await stage.enter(stage.server.cast.ana)).newPage();
  const between = await standBetween(page);
  await page.goto(stage.server.at('launch'));
  const row = message(page, 'home today and finish');
  await row.focus();
  await page.keyboard.press('e');
  const field = page.getByRole('textbox', { name: 'Edit the message' });
  await page.locator('.composer-field:focus').waitFor();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' And the long text of an hour.');
  between.codes.set('message.edit', 'channel_archived').set('message.delete', 'forbidden');
  await page.keyboard.press('Enter');
  await row.getByText('Not changed: This channel is archived').waitFor();
  expect(await row.innerText()).not.toContain('an hour');
  await row.focus();
  await page.keyboard.press('Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await row.getByText('Not deleted: You may not do that here.').waitFor();

  between.codes.clear();
  await row.getByRole('button', { name: 'Change' }).click();
  await expect.poll(() => field.innerText()).toContain('And the long text of an hour.');
  await page.locator('.composer-field:focus').waitFor();
  await page.keyboard.press('Enter');
  await field.waitFor({ state: 'detached' });
  await row.getByText('And the long text of an hour.').waitFor();
  await row.getByText('Not deleted').waitFor({ state: 'detached' });
  expect(await bodiesIn(stage.server.cast.mo, stage.server.channels.launch)).toContainEqual(
    expect.stringContaining('And the long text of an hour.'),
  );
});

test('a keyword that was refused stays in its field, and what was switched goes back', async () => {
  const page = await (await stage.enter(stage.server.cast.ana)).newPage();
  const between = await standBetween(page);
  await page.goto('/settings/notifications');
  const main = page.getByRole('main');
  const field = main.getByRole('textbox', { name: 'Keywords' });
  const sound = main.getByRole('switch', { name: 'Sound' });
  between.codes.set('preferences.set', 'internal');
  await field.fill('invoice');
  await field.press('Enter');
  await page.getByText('Something went wrong on the server.').first().waitFor();
  const keyword = main.getByRole('button', { name: 'Not invoice' });
  await keyword.waitFor({ state: 'detached' });
  expect(await field.inputValue()).toBe('invoice');
  await sound.click();
  await expect.poll(() => between.asked.get('preferences.set')).toBe(2);
  await expect.poll(() => sound.getAttribute('aria-checked')).toBe('true');
  between.codes.clear();
  await field.press('Enter');
  await keyword.waitFor();
  await expect.poll(() => field.inputValue()).toBe('');
  expect((await stage.server.cast.ana.run('workspace.load', {})).preferences.keywords).toEqual(['invoice']);
});

test('a message that the server cannot take for long says so, and is sent before the next one', async () => {
  const page = await (await stage.enter(stage.server.cast.ana)).newPage();
  const between = await standBetween(page);
  await page.goto(stage.server.at('random'));
  await page.locator('.composer-field').waitFor();
  between.codes.set('message.post', 'retry_later');
  await composer(page).click();
  await page.keyboard.type('The first of two.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('And the second.');
  await page.keyboard.press('Enter');
  const waiting = page.getByRole('article', { name: 'Message on its way' });
  await waiting.nth(1).getByText('Not sent yet. Still trying.').waitFor();
  between.codes.clear();
  await waiting.first().waitFor({ state: 'detached' });
  await expect
    .poll(async () => (await bodiesIn(stage.server.cast.mo, stage.server.channels.random)).slice(-2))
    .toEqual(['The first of two.', 'And the second.']);
});
