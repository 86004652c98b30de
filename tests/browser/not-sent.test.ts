/** Messages that the server refused while what they were meant for went out of sight: none of them is lost. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Between, standBetween } from './between.ts';
import { axeFindings } from './axe-findings.ts';
import { composer } from './browser.ts';
import { clientId } from './server.ts';
import { raiseStage, startStory } from './stage.ts';
import { makeChannel } from './story.ts';

const stage = raiseStage(startStory);
const body = 'Said at the wrong moment.';

const startAs = async (who: 'ana' | 'sam', path: string) => {
  const page = await (await stage.enter(stage.server.cast[who])).newPage();
  const between = await standBetween(page);
  await page.goto(path);
  return { page, between };
};
const start = (path: string) => startAs('ana', path);

/** Sends a message, and lets something happen before the server hears of it. */
async function sendAfter(page: Page, between: Between, happens: () => Promise<unknown>) {
  const held = between.hold('message.post');
  await page.keyboard.type(body);
  await page.keyboard.press('Enter');
  await held.asked;
  await happens();
  held.release();
}

const drafts = async () =>
  (await stage.server.cast.ana.run('draft.list', {})).drafts.map((draft) => [draft.channelId, draft.body]);
const cards = (page: Page) => page.getByRole('main').getByRole('article');

test('of a thread that was locked: taken back, it is in the field once that is open again', async () => {
  const { cast, channels, thread, at } = stage.server;
  const { page, between } = await start(at('launch', `?thread=${thread}`));
  const lock = (name: 'thread.lock' | 'thread.unlock') =>
    cast.mo.run(name, {
      channelId: channels.launch,
      rootSeq: thread,
      clientId: clientId(),
      reason: 'settled',
    });
  const field = composer(page, /^Reply to/);
  await field.click();
  await sendAfter(page, between, () => lock('thread.lock'));
  const pane = page.getByRole('complementary', { name: 'Thread' });
  await pane.getByText('Not sent. ').waitFor();
  await pane.getByRole('button', { name: 'Change' }).click();
  await pane.getByText('Not sent. ').waitFor({ state: 'detached' });
  await expect.poll(drafts).toEqual([[channels.launch, body]]);
  await lock('thread.unlock');
  await expect.poll(() => field.innerText()).toBe(body);

  // Begun anew meanwhile: what was refused comes after it.
  await field.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  between.codes.set('message.post', 'forbidden');
  await page.keyboard.type('First.');
  await page.keyboard.press('Enter');
  await pane.getByText('Not sent. ').waitFor();
  await page.keyboard.type('Second.');
  await pane.getByRole('button', { name: 'Change' }).click();
  await page.locator('.composer-field:focus').waitFor();
  await expect.poll(() => field.innerText()).toMatch(/^Second\.\s+First\.$/);
  await page.keyboard.type(' Third.');
  await expect.poll(() => field.innerText()).toMatch(/^Second\.\s+First\. Third\.$/);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect.poll(drafts).toEqual([]);
});

test('of a thread that was moved: it is among the drafts, and goes on where the thread is', async () => {
  const { cast, channels, thread, at } = stage.server;
  const { page, between } = await start(at('launch', `?thread=${thread}`));
  await composer(page, /^Reply to/).click();
  await sendAfter(page, between, () =>
    cast.mo.run('thread.move', {
      channelId: channels.launch,
      rootSeq: thread,
      toChannelId: channels.design,
      clientId: clientId(),
    }),
  );
  await page.getByText('This thread was moved to another channel').first().waitFor();
  await page.getByRole('link', { name: /Drafts\s*1 message not sent/ }).click();
  await cards(page).getByText(body).waitFor();
  await cards(page).getByText('Not sent. This thread was moved to another channel.').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await cards(page).getByRole('button', { name: 'Back to a draft' }).click();
  await page.getByRole('link', { name: /Drafts\s*1 draft$/ }).waitFor();
  await cards(page)
    .getByRole('link', { name: /launch/ })
    .click();
  await page.getByRole('link', { name: 'Go on in #design' }).click();
  await expect.poll(() => composer(page, /^Reply to/).innerText()).toBe(body);
  await expect.poll(drafts).toEqual([[channels.design, body]]);
});

test('of a channel that its author was taken out of: it can still be read, and thrown away; what was to be sent later counts, too', async () => {
  const { ana, olive } = stage.server.cast;
  const channelId = await makeChannel(olive, 'not-for-ever', { kind: 'private' });
  await olive.run('member.add', { channelId, memberId: ana.id, clientId: clientId() });
  const { page, between } = await start(`/c/${channelId}`);
  await composer(page).click();
  await sendAfter(page, between, async () => {
    const later = { channelId, rootSeq: null, body: 'Said too late.', sendAt: Date.now() + 3_000 };
    await ana.run('scheduled.create', { ...later, clientId: clientId() });
    await olive.run('member.remove', { channelId, memberId: ana.id, clientId: clientId(), reason: 'done' });
  });
  await page.getByRole('link', { name: /Drafts\s*2 messages not sent/ }).click();
  await cards(page).getByText('Said too late.').waitFor();
  const card = cards(page).filter({ hasText: body }).filter({ hasText: 'Where you are not any more' });
  await card.getByText(body).waitFor();
  await card.getByRole('button', { name: 'Discard', exact: true }).click();
  await card.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /Drafts\s*1 message not sent/ }).waitFor();
  expect(await cards(page).filter({ hasText: body }).getByText('Not sent').count()).toBe(0);
});

test('who signs out is told what would be lost with it; what was begun is on the server by then', async () => {
  const { page, between } = await startAs('sam', stage.server.at('random'));
  const choose = async () => {
    await page.getByRole('button', { name: /^Northwind/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
  };
  const dialog = page.getByRole('dialog', { name: 'Sign out all the same?' });
  between.codes.set('message.post', 'forbidden');
  await composer(page).click();
  await page.keyboard.type(body);
  await page.keyboard.press('Enter');
  await page.getByText('Not sent. ').waitFor();
  await choose();
  await dialog.getByText('1 message of yours is not sent.').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Stay' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Discard' }).click();

  await composer(page).click();
  between.asked.clear();
  await page.keyboard.type('Begun a moment ago.');
  await choose();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(between.asked.get('draft.set')).toBeGreaterThan(0);
});
