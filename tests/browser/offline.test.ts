/** The page without a server, and with a newer one: what is shown then, and what is kept on the device for it. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { closeDevices, complaints, composer, device, launch, message, open, say } from './browser.ts';
import { type Front, startFront } from './front.ts';
import { clientId, signIn, startServer, type TestServer } from './server.ts';
import { type Story, tellStory } from './story.ts';

let server: TestServer;
let front: Front;
let story: Story;
let browser: Browser;
/** On a machine that does other things too. */
const patience = { timeout: 60_000 };

const enter = () => device(browser, front, story.cast.ana);
const at = (channel: keyof Story['channels']) => `${front.url}/c/${story.channels[channel]}`;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  story = await tellStory(server);
  front = await startFront(server);
}, 120_000);
afterEach(async () => {
  front.instead.clear();
  await front.stop();
  await front.up();
  await closeDevices();
});
afterAll(async () => {
  await browser?.close();
  await front?.stop();
  await server?.stop();
});

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
  await expect.poll(state, patience).toBe('activated');
};

/** How often a text stands in what the workspace has kept in the browser's databases; null without a database. */
const inDatabase = (page: Page, text: string) =>
  page.evaluate(async (wanted) => {
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    if (names.length === 0) return null;
    const counts = names.map(async (name) => {
      const opening = indexedDB.open(name);
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        opening.addEventListener('success', () => resolve(opening.result));
        opening.addEventListener('error', () => reject(opening.error ?? new Error(name)));
      });
      const stores = [...database.objectStoreNames];
      const transaction = database.transaction(stores);
      const values = stores.map(
        (store) =>
          new Promise<string>((resolve) => {
            const all = transaction.objectStore(store).getAll();
            all.addEventListener('success', () => resolve(JSON.stringify(all.result)));
          }),
      );
      const texts = await Promise.all(values);
      database.close();
      return texts.join('').split(wanted).length - 1;
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }, text);

test('a later visit without a server paints the last state, says so, and sends what is written once it can', async () => {
  const page = await open(await enter(), at('random'));
  await say(page, 'Kept for a day without a server.');
  await message(page, 'Kept for a day without a server.').waitFor();
  await shellKept(page);
  await expect.poll(() => inDatabase(page, 'Kept for a day without a server.'), patience).toBe(1);

  await front.down();
  await page.reload();
  await message(page, 'Kept for a day without a server.').waitFor(patience);
  await page.getByText('No connection.').waitFor(patience);
  await page.getByRole('link', { name: /^launch/ }).click();
  await page.getByRole('link', { name: /^lunch/ }).click();
  await say(page, 'Written without a server.');
  await page.getByRole('article', { name: 'Message on its way' }).waitFor();

  await front.up();
  await page.getByText('No connection.').waitFor({ state: 'detached', ...patience });
  await page.getByRole('article', { name: 'Message on its way' }).waitFor({ state: 'detached', ...patience });
  const { page: history } = await story.cast.mo.run('channel.open', {
    channelId: story.channels.random as never,
    around: 'newest',
  });
  const said = history.entries.filter(
    (entry) => 'body' in entry && entry.body === 'Written without a server.',
  );
  expect(said).toHaveLength(1);
});

test('what is kept of the page is the page alone; signing out leaves nothing of the person', async () => {
  const secret = 'Nobody else may read this here.';
  await story.cast.mo.run('message.post', {
    channelId: story.channels.random as never,
    clientId: clientId(),
    body: secret,
  });
  const page = await open(await enter(), at('random'));
  await message(page, secret).waitFor();
  await shellKept(page);
  await expect.poll(() => inDatabase(page, secret), patience).toBe(1);
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
  await expect.poll(() => inDatabase(page, secret), patience).toBe(null);
  await front.down();
  await page.reload();
  await page.getByRole('heading', { name: 'The server does not answer' }).waitFor(patience);
  expect(await page.content()).not.toContain(secret);
  // Of the next test's person.
  const { ana } = story.cast;
  story.cast.ana = await signIn(server.url, ana.email, ana.password);
});

test('a page that was opened before the server had a newer build goes on with its own; the next one is new', async () => {
  const context = await enter();
  const page = await open(context, at('random'));
  await composer(page).waitFor();
  await shellKept(page);
  await page.reload();
  await composer(page).waitFor();
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  const before = await kept(page);

  // The newer build has other names for everything that is fetched late, and another page.
  const html = await (await fetch(`${server.url}/`)).text();
  const worker = await (await fetch(`${server.url}/sw.js`)).text();
  const id = /atrium-shell-(\w+)/.exec(before.names[0] ?? '')?.[1] ?? '';
  expect(worker).toContain(id);
  for (const path of before.paths)
    if (/^\/assets\/\w+(Screen|Settings|Inbox)-/.test(path)) front.instead.set(path, null);
  front.instead.set('/', { type: 'text/html', body: html.replace('<title>', '<meta name="newer"><title>') });
  front.instead.set('/sw.js', { type: 'text/javascript', body: worker.replaceAll(id, 'f00df00df00df00d') });

  await page.locator('a[href="/threads"]').click();
  await page.getByText('Yearly or monthly price first').first().waitFor(patience);
  expect(await page.locator('meta[name="newer"]').count()).toBe(0);

  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await page.reload();
  await page.locator('meta[name="newer"]').waitFor({ state: 'attached', ...patience });
  await composer(page)
    .or(page.getByRole('heading', { name: 'Threads' }))
    .first()
    .waitFor();
});

test('a page that is older than the server’s offers a reload, which keeps what is being written', async () => {
  const page = await open(await enter(), at('random'));
  await composer(page).click();
  await page.keyboard.type('half a thought');
  const html = await (await fetch(`${server.url}/`)).text();
  const entry = /src="(\/assets\/[^"]+)"/.exec(html)?.[1] ?? '';
  front.instead.set('/', { type: 'text/html', body: html.replace(`"${entry}"`, '"/assets/newer.js"') });
  await front.down();
  await page.getByText('Offline', { exact: true }).waitFor(patience);
  await front.up();
  await page.getByText('A new version of Atrium is here').waitFor(patience);

  front.instead.clear();
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByText('A new version of Atrium is here').waitFor({ state: 'detached' });
  await expect.poll(() => composer(page).innerText(), patience).toBe('half a thought');
});

test('a part that is not there any more says so with an offer to reload, and the rest stands', async () => {
  // Of an older build: neither on the server nor, in a browser that was never here, on the device.
  const worker = await (await fetch(`${server.url}/sw.js`)).text();
  const part = /\/assets\/ThreadInbox-[\w-]+\.js/.exec(worker)?.[0] ?? '';
  expect(part).not.toBe('');
  front.instead.set(part, null);
  const page = await open(await enter(), at('random'));
  await composer(page).waitFor();
  await page.locator('a[href="/threads"]').click();
  await page.getByText('This part did not load').waitFor(patience);
  await page.getByRole('button', { name: 'Reload' }).waitFor();
  await page.getByRole('link', { name: /^lunch/ }).click();
  await composer(page).waitFor();
  await page.locator('a[href="/threads"]').click();
  front.instead.clear();
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByText('Yearly or monthly price first').first().waitFor(patience);
  // The browser says what did not come, and nothing else.
  const heard = complaints(page).splice(0);
  expect(heard.filter((text) => !text.includes('dynamically imported module'))).toEqual([]);
});
