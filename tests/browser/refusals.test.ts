/** A server that refuses everything: no screen asks it again and again, and what did not come says so. */
import type { ErrorCode } from '@atrium/shared';
import { expect, test } from 'vitest';
import { standBetween } from './between.ts';
import { composer, message, sideLink } from './browser.ts';
import { raiseStage, startStory } from './stage.ts';

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
  expect(refusal.asked.get('workspace.load')).toBe(1);

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
