import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFindings } from './axe-findings.ts';
import { closeDevices, composer, device, launch, open } from './browser.ts';
import { startServer, type TestServer } from './server.ts';
import { type Story, tellStory } from './story.ts';

let server: TestServer;
let story: Story;
let browser: Browser;
let moderator: Page;
let reader: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  story = await tellStory(server);
  const { launch: channel } = story.channels;
  const address = `${server.url}/c/${channel}?thread=${story.thread}`;
  const pageOf = async (person: Story['cast']['mo']) => {
    return open(await device(browser, server, person), address);
  };
  moderator = await pageOf(story.cast.mo);
  reader = await pageOf(story.cast.sam);
}, 60_000);
afterAll(async () => {
  try {
    await closeDevices();
  } finally {
    await browser?.close();
    await server?.stop();
  }
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

test('a thread that is moved takes along whoever has it open, and leaves a note', async () => {
  await choose(/^Move to another channel/);
  const dialog = moderator.getByRole('dialog', { name: 'Move this thread' });
  await dialog.getByRole('combobox', { name: 'Channel' }).click();
  await moderator.getByRole('option', { name: '#design' }).click();
  await dialog.getByLabel('Reason').fill('it is about type');
  expect(await axeFindings(moderator)).toEqual([]);
  await dialog.getByLabel('Reason').press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const root = /do we show the yearly price first/;
  await moderator.waitForURL(new RegExp(`/c/${story.channels.design}/`));
  await pane(moderator).getByText(root).waitFor();
  await pane(moderator)
    .getByText(/moved this thread here from another channel/)
    .waitFor();

  await pane(reader).getByText('This thread was moved to another channel').waitFor();
  // A menu that was open before stands outside of the landmarks.
  expect(await axeFindings(reader, { region: { enabled: false } })).toEqual([]);
  const stub = reader.getByRole('main').getByRole('button', { name: /^This thread was moved/ });
  await stub.first().waitFor();
  expect(await reader.getByText(root).count()).toBe(0);
  await pane(reader).getByRole('link', { name: 'Go on in #design' }).press('Enter');
  await reader.waitForURL(new RegExp(`/c/${story.channels.design}/`));
  await pane(reader).getByText(root).waitFor();
  await composer(reader, /^Reply to/).waitFor();

  // An old link leads there, too.
  await reader.goto(`${server.url}/c/${story.channels.launch}/${story.thread}`);
  await reader.waitForURL(new RegExp(`/c/${story.channels.design}/`));
  await pane(reader).getByText(root).waitFor();
});
