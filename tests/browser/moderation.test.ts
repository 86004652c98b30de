import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaints, composer, device, launch, open } from './browser.ts';
import { startServer, type TestServer } from './server.ts';
import { type Story, tellStory } from './story.ts';

let server: TestServer;
let story: Story;
let browser: Browser;
let moderator: Page;
let reader: Page;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  story = await tellStory(server);
  const { launch: channel } = story.channels;
  const address = `${server.url}/c/${channel}?thread=${story.thread}`;
  const pageOf = async (person: Story['cast']['mo']) => {
    const context = await device(browser, server, person);
    contexts.push(context);
    return open(context, address);
  };
  moderator = await pageOf(story.cast.mo);
  reader = await pageOf(story.cast.sam);
}, 60_000);
afterAll(async () => {
  const heard = [moderator, reader].flatMap(complaints);
  await browser?.close();
  await server?.stop();
  if (heard.length > 0) throw new Error(`The page complained: ${heard.join('\n')}`);
});

const pane = (page: Page) => page.getByRole('complementary', { name: 'Thread' });
const badge = (page: Page, text: string) => pane(page).locator('header').getByText(text, { exact: true });

async function choose(item: RegExp): Promise<void> {
  await moderator.getByRole('button', { name: 'What to do with the thread' }).click();
  await moderator.getByRole('menuitem', { name: item }).click();
}

async function giveReason(reason: string): Promise<void> {
  const dialog = moderator.getByRole('dialog');
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
}

test('what a moderator makes of a thread is plain to somebody else at once, with the reason', async () => {
  await composer(reader, /^Reply to/).waitFor();
  await badge(reader, 'Pinned').waitFor();
  await choose(/^Unpin/);
  await badge(reader, 'Pinned').waitFor({ state: 'detached' });
  await choose(/^Pin to the top/);
  await giveReason('decides the price');
  await badge(reader, 'Pinned').waitFor();
  await pane(reader)
    .getByText(/Mo Mendez pinned this thread: .decides the price/)
    .waitFor();

  await choose(/^Lock/);
  await giveReason('settled on Monday');
  await badge(reader, 'Locked').waitFor();
  await pane(reader).getByText('This thread is locked').waitFor();
  await pane(reader)
    .getByText(/settled on Monday/)
    .first()
    .waitFor();
  expect(await composer(reader, /^Reply to/).count()).toBe(0);
  expect(await composer(moderator, /^Reply to/).count()).toBe(1);

  await choose(/^Unlock/);
  await composer(reader, /^Reply to/).waitFor();

  await choose(/^Mark as resolved/);
  await badge(reader, 'Resolved').waitFor();
});

test('somebody who does not moderate is not offered it', async () => {
  await reader.getByRole('button', { name: 'What to do with the thread' }).click();
  await reader.getByRole('menuitem', { name: 'Copy link' }).waitFor();
  expect(await reader.getByRole('menuitem', { name: /Pin|Lock|Mute/ }).count()).toBe(0);
  await reader.keyboard.press('Escape');
});
