import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaints, composer, device, launch, message, open } from './browser.ts';
import { startServer, type TestServer } from './server.ts';
import { type Story, tellStory } from './story.ts';

let server: TestServer;
let story: Story;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  story = await tellStory(server);
  page = await open(
    await device(browser, server, story.cast.ana),
    `${server.url}/c/${story.channels.general}`,
  );
  await composer(page).waitFor();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const focused = () =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName ?? '',
  );

test('a tour without a mouse: palette, message, reaction, edit, thread, inbox, sheet', async () => {
  const { keyboard } = page;
  await keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /^Go to/ }).waitFor();
  await keyboard.type('lau');
  await page.getByRole('option', { name: /launch/ }).waitFor();
  await keyboard.press('Enter');
  await page.waitForURL(new RegExp(story.channels.launch));

  await composer(page, 'Write to #launch').waitFor();
  await expect.poll(focused).toBe('Write to #launch');
  await keyboard.type('From the keyboar');
  await keyboard.press('Enter');
  await message(page, 'From the keyboar').waitFor();
  await keyboard.press('ArrowUp');
  await page.getByRole('textbox', { name: 'Edit the message' }).waitFor();
  await expect.poll(focused).toBe('Edit the message');
  await keyboard.type('d alone');
  await keyboard.press('Enter');
  await message(page, 'From the keyboard alone').waitFor();

  await keyboard.press('Shift+Tab');
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('ARTICLE');
  await keyboard.press('t');
  await page.getByRole('complementary', { name: 'Thread' }).waitFor();
  await expect.poll(focused).toMatch(/^Reply/);
  await keyboard.type('And a reply.');
  await keyboard.press('Enter');
  await page.getByRole('region', { name: 'Replies' }).getByText('And a reply.').waitFor();

  await keyboard.press('Control+Shift+t');
  await page.waitForURL(/\/threads$/);
  await page.getByRole('heading', { name: 'Threads' }).waitFor();
  await keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await keyboard.press('Alt+Shift+ArrowDown');
  await page.waitForURL(/\/c\//);
  expect(complaints(page)).toEqual([]);
});

test('mention, emoji and list by typing alone', async () => {
  await page.goto(`${server.url}/c/${story.channels.random}`);
  await composer(page).waitFor();
  await expect.poll(focused).toBe('Write to #lunch');
  await page.locator('.composer-field').waitFor();
  await page.keyboard.type('@mo');
  await page.getByRole('option', { name: /Mo Mendez/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('brings :dumpl');
  await page.getByRole('option', { name: /dumpling/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const row = page.getByRole('article').filter({ hasText: 'brings' });
  await row.waitFor();
  expect(await row.locator('.mention').innerText()).toBe('@Mo Mendez');
  expect(await row.innerText()).toContain('🥟');
});
