/** What was done though its answer never came: asked for again, it is not done twice, and nothing that was written is lost. */
import { expect, test } from 'vitest';
import { standBetween } from './between.ts';
import { composer } from './browser.ts';
import { clientId } from './server.ts';
import { raiseStage, startStory } from './stage.ts';

const stage = raiseStage(startStory);
const sorry = 'The server cannot do that right now. Please try again in a moment.';

const start = async (path: string) => {
  const page = await (await stage.enter(stage.server.cast.ana)).newPage();
  const between = await standBetween(page);
  await page.goto(path);
  return { page, between };
};
const scheduled = async () =>
  (await stage.server.cast.ana.run('scheduled.list', {})).scheduled.map(({ body }) => body);

test('a message that is sent later: its dialog stays until it is settled, and it is sent once', async () => {
  const { page, between } = await start(stage.server.at('random'));
  await page.locator('.composer-field').waitFor();
  await composer(page).click();
  await page.keyboard.type('To be sent once.');
  await page.getByRole('button', { name: 'Send later' }).click();
  await page.getByRole('menuitem', { name: 'Another time…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send later' });
  const press = dialog.getByRole('button', { name: 'Schedule' });
  between.unanswered.add('scheduled.create');
  await press.click();
  await dialog.getByText(sorry).waitFor();
  expect(await page.locator('.composer-field').innerText()).toBe('To be sent once.');

  between.unanswered.clear();
  await press.click();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => composer(page).innerText()).not.toContain('To be sent once.');
  expect(await scheduled()).toEqual(['To be sent once.']);

  // Given up, it is a draft again: also when that is asked twice.
  await page.locator('a[href="/drafts"]').first().click();
  between.codes.set('scheduled.cancel', 'retry_later');
  const back = page.getByRole('button', { name: 'Back to a draft' });
  await back.click();
  await page.getByText(sorry).first().waitFor();
  between.codes.clear();
  await back.click();
  await back.waitFor({ state: 'detached' });
  const drafts = async () =>
    (await stage.server.cast.ana.run('draft.list', {})).drafts.map(({ body }) => body).filter(Boolean);
  await expect.poll(drafts).toEqual(['To be sent once.']);
  expect(await scheduled()).toEqual([]);
});

test('a message that was sent meanwhile is no draft again', async () => {
  const { ana } = stage.server.cast;
  const body = 'Sent in the last moment.';
  const where = { channelId: stage.server.channels.random, rootSeq: null };
  await ana.run('scheduled.create', { ...where, clientId: clientId(), body, sendAt: Date.now() + 3_600_000 });
  const { page, between } = await start('/drafts');
  between.codes.set('scheduled.cancel', 'not_found');
  await page.getByRole('button', { name: 'Back to a draft' }).click();
  await page.getByText('It was sent meanwhile, or given up elsewhere.').first().waitFor();
  await expect.poll(() => between.asked.get('draft.set')).toBe(1);
  const { drafts } = await ana.run('draft.list', {});
  expect(drafts.filter((draft) => draft.body.includes(body))).toEqual([]);
  between.codes.clear();
  await page.getByRole('button', { name: 'Do not send it' }).click();
  await page.getByText('It is not sent.').first().waitFor();
  expect(await scheduled()).toEqual([]);
});

test('what is written on while a message is being scheduled stays in the field', async () => {
  const { page, between } = await start(stage.server.at('design'));
  await page.locator('.composer-field').waitFor();
  await composer(page).click();
  await page.keyboard.type('Later');
  const held = between.hold('scheduled.create');
  await page.getByRole('button', { name: 'Send later' }).click();
  await page.getByRole('menuitem').first().click();
  await held.asked;
  await composer(page).click();
  await page.keyboard.press('End');
  await page.keyboard.type(', and more');
  held.release();
  await page.getByText('It is sent at that time.').waitFor();
  await expect.poll(() => composer(page).innerText()).toBe('Later, and more');
});

test('a channel is made once, under the name that was asked for', async () => {
  const { page, between } = await start('/browse');
  await page.getByRole('button', { name: 'New channel' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a channel' });
  await dialog.getByLabel('Name').fill('made-once');
  between.unanswered.add('channel.create');
  const press = dialog.getByRole('button', { name: 'Create', exact: true });
  await press.click();
  await dialog.getByText(sorry).waitFor();
  between.unanswered.clear();
  await press.click();
  await dialog.waitFor({ state: 'detached' });
  await composer(page, 'Write to #made-once').waitFor();
  const { channels } = await stage.server.cast.ana.run('channel.browse', { query: 'made-once' });
  expect(channels.map(({ channel }) => channel.name)).toEqual(['made-once']);
});
