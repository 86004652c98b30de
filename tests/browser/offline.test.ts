/** The page without a server, and with a newer one: what is shown then, and what is kept on the device for it. */
import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { complaints, composer, landed, message, pending, say, sideLink } from './browser.ts';
import { inDatabase } from './in-database.ts';
import { raiseStage, startStoryBehindFront } from './stage.ts';
import { bodiesIn, post, type Story } from './story.ts';

const stage = raiseStage(startStoryBehindFront);
afterEach(async () => {
  const { front } = stage.server;
  front.instead.clear();
  await front.stop();
  await front.up();
});

const openIn = (channel: keyof Story['channels']) =>
  stage.openAs(stage.server.cast.ana, stage.server.at(channel));
/** As the server has it, at the address of its pages. */
const fetched = async (path: string) => (await fetch(stage.server.url + path)).text();

/** Addresses that the browser keeps answers of. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return { names, paths: requests.flat().map(({ url }) => new URL(url).pathname) };
  });

/** The page's worker is there with all that it keeps. */
const shellKept = async (page: Page) => {
  const state = () =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state);
  await expect.poll(state).toBe('activated');
};

test('a later visit without a server paints the last state, says so, and sends what is written once it can', async () => {
  const page = await openIn('random');
  await say(page, 'Kept for a day without a server.');
  await message(page, 'Kept for a day without a server.').waitFor();
  await shellKept(page);
  await expect.poll(() => inDatabase(page, 'Kept for a day without a server.')).toBe(1);

  await stage.server.front.down();
  await page.reload();
  await message(page, 'Kept for a day without a server.').waitFor();
  await page.getByText('No connection.').waitFor();
  await sideLink(page, 'launch').click();
  await sideLink(page, 'lunch').click();
  await say(page, 'Written without a server.');
  await pending(page).waitFor();

  await stage.server.front.up();
  await page.getByText('No connection.').waitFor({ state: 'detached' });
  await pending(page).waitFor({ state: 'detached' });
  const bodies = await bodiesIn(stage.server.cast.mo, stage.server.channels.random);
  expect(bodies.filter((body) => body === 'Written without a server.')).toHaveLength(1);
});

test('what is written where the messages are not here yet stands under that notice, and then among them', async () => {
  const page = await openIn('random');
  await composer(page).waitFor();
  await stage.server.front.down();
  await page.getByText('No connection.').waitFor();
  await sideLink(page, 'launch').click();
  await page.getByRole('heading', { name: 'The messages are not here yet' }).waitFor();
  const texts = ['Written before they were here.', 'And one more.'];
  for (const text of texts) {
    await say(page, text);
    await message(page, text).waitFor();
  }
  expect(await pending(page).allInnerTexts()).toEqual(texts.map((text) => expect.stringContaining(text)));

  await stage.server.front.up();
  await page.getByRole('heading', { name: 'The messages are not here yet' }).waitFor({ state: 'detached' });
  for (const text of texts) await landed(page, text);
});

test('what is kept of the page is the page alone; signing out leaves nothing of the person', async () => {
  const secret = 'Nobody else may read this here.';
  await post(stage.server.cast.mo, stage.server.channels.random, secret);
  // No other test is Sam's: the session ends here.
  const page = await stage.openAs(stage.server.cast.sam, stage.server.at('random'));
  await message(page, secret).waitFor();
  await shellKept(page);
  await expect.poll(() => inDatabase(page, secret)).toBe(1);
  await page.reload();
  await composer(page).waitFor();
  const { names, paths } = await kept(page);
  expect(names).toHaveLength(1);
  expect(paths.length).toBeGreaterThan(50);
  const other = paths.filter((path) => !/^\/(assets\/[^/]+)?$|^\/[\w-]+\.(svg|js|webmanifest)$/.test(path));
  expect(other).toEqual([]);

  await page.getByRole('button', { name: /Northwind/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await expect.poll(() => inDatabase(page, secret)).toBe(null);
  await stage.server.front.down();
  await page.reload();
  await page.getByRole('heading', { name: 'The server does not answer' }).waitFor();
  expect(await page.content()).not.toContain(secret);
});

test('a page that was opened before the server had a newer build goes on with its own; the next one is new', async () => {
  const page = await openIn('random');
  await composer(page).waitFor();
  await shellKept(page);
  await page.reload();
  await composer(page).waitFor();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  const before = await kept(page);

  // The newer build has other names for everything that is fetched late, and another page.
  const html = await fetched('/');
  const worker = await fetched('/sw.js');
  const id = /atrium-shell-(\w+)/.exec(before.names[0] ?? '')?.[1] ?? '';
  expect(worker).toContain(id);
  for (const path of before.paths)
    if (/^\/assets\/\w+(Screen|Settings|Inbox)-/.test(path)) stage.server.front.instead.set(path, null);
  stage.server.front.instead.set('/', {
    type: 'text/html',
    body: html.replace('<title>', '<meta name="newer"><title>'),
  });
  stage.server.front.instead.set('/sw.js', {
    type: 'text/javascript',
    body: worker.replaceAll(id, 'f00df00df00df00d'),
  });

  await page.locator('a[href="/threads"]').click();
  await page.getByText('Yearly or monthly price first').first().waitFor();
  expect(await page.locator('meta[name="newer"]').count()).toBe(0);

  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  // From a server that is slow to answer, the page is the one that is kept.
  await expect
    .poll(async () => {
      await page.reload();
      return page.locator('meta[name="newer"]').count();
    })
    .toBe(1);
  await composer(page)
    .or(page.getByRole('heading', { name: 'Threads' }))
    .first()
    .waitFor();
});

test('a page that is older than the server’s offers a reload, which keeps what is being written', async () => {
  const page = await openIn('random');
  await composer(page).click();
  await page.keyboard.type('half a thought');
  const html = await fetched('/');
  const entry = /src="(\/assets\/[^"]+)"/.exec(html)?.[1] ?? '';
  stage.server.front.instead.set('/', {
    type: 'text/html',
    body: html.replace(`"${entry}"`, '"/assets/newer.js"'),
  });
  await stage.server.front.down();
  await page.getByText('Offline', { exact: true }).waitFor();
  await stage.server.front.up();
  await page.getByText('A new version of Atrium is here').waitFor();

  stage.server.front.instead.clear();
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByText('A new version of Atrium is here').waitFor({ state: 'detached' });
  await expect.poll(() => composer(page).innerText()).toBe('half a thought');
});

test('a part that is not there any more says so with an offer to reload, and the rest stands', async () => {
  // Of an older build: neither on the server nor, in a browser that was never here, on the device.
  const worker = await fetched('/sw.js');
  const part = /\/assets\/ThreadInbox-[\w-]+\.js/.exec(worker)?.[0] ?? '';
  expect(part).not.toBe('');
  stage.server.front.instead.set(part, null);
  const page = await openIn('random');
  await composer(page).waitFor();
  await page.locator('a[href="/threads"]').click();
  await page.getByText('This part did not load').waitFor();
  await page.getByRole('button', { name: 'Reload' }).waitFor();
  await sideLink(page, 'lunch').click();
  await composer(page).waitFor();
  await page.locator('a[href="/threads"]').click();
  stage.server.front.instead.clear();
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByText('Yearly or monthly price first').first().waitFor();
  // The browser says what did not come, and nothing else.
  const heard = complaints(page).splice(0);
  expect(heard.filter((text) => !text.includes('dynamically imported module'))).toEqual([]);
});
