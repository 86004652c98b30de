import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { closeDevices, composer, device, feed, launch, message, open, say } from './browser.ts';
import { clientId, startServer, type TestServer } from './server.ts';
import { type Story, tellStory } from './story.ts';

let server: TestServer;
let story: Story;
let browser: Browser;

const enter = (...args: Parameters<typeof device> extends [unknown, unknown, ...infer Rest] ? Rest : never) =>
  device(browser, server, ...args);
const at = (channel: keyof Story['channels'], rest = '') =>
  `${server.url}/c/${story.channels[channel]}${rest}`;
/** How many are unread according to the side bar; 0 when it says nothing. */
const unreadOf = async (page: Page, channel: string) => {
  const link = page
    .getByRole('navigation', { name: 'Workspace' })
    .getByRole('link', { name: new RegExp(`^${channel}`) });
  return Number(/(\d+) (?:unread|for you)/.exec(await link.innerText())?.[1] ?? 0);
};

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  story = await tellStory(server);
}, 60_000);
afterEach(closeDevices);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('two people talk, and see each other type', async () => {
  const { ana, mo } = story.cast;
  const anaPage = await open(await enter(ana), at('random'));
  const moPage = await open(await enter(mo), at('random'));
  await composer(anaPage).waitFor();
  await composer(moPage).click();
  await moPage.keyboard.type('Is anybody there?');
  await anaPage.getByText('Mo is typing').waitFor();
  await moPage.keyboard.press('Enter');
  await message(anaPage, 'Is anybody there?').waitFor();
  await say(anaPage, 'Yes, **me**.');
  await message(moPage, 'Yes, me.').waitFor();
  expect(await message(moPage, 'Yes, me.').locator('strong').innerText()).toBe('me');
});

test('a thread opens beside the channel; a reply shows in both, and the address can be shared', async () => {
  const { ana, mo } = story.cast;
  const page = await open(await enter(ana), at('launch'));
  await page.getByRole('button', { name: /Yearly or monthly price first/ }).click();
  const pane = page.getByRole('complementary', { name: 'Thread' });
  await pane.getByText('Agreed. Let us decide it here').waitFor();
  await say(page, 'Then it is decided.', /^Reply to/);
  await pane.getByText('Then it is decided.').waitFor();
  await feed(page)
    .getByRole('button', { name: /4 replies/ })
    .waitFor();

  const shared = await open(await enter(mo), page.url());
  await shared.getByRole('complementary', { name: 'Thread' }).getByText('Then it is decided.').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await pane.waitFor({ state: 'detached' });
  await page.goBack();
  await pane.waitFor();
  expect(new URL(page.url()).searchParams.get('thread')).toBe(String(story.thread));
});

test('offline: what is written waits and is sent, what others wrote meanwhile is there', async () => {
  const { ana, mo } = story.cast;
  const context = await enter(ana);
  const page = await open(context, at('random'));
  await message(page, 'Dumplings on Thursday?').waitFor();
  await context.setOffline(true);
  await say(page, 'Written in a tunnel.');
  const pending = page.getByRole('article', { name: 'Message on its way' });
  await pending.waitFor();
  await page.getByText('No connection.').waitFor();
  await mo.run('message.post', {
    channelId: story.channels.random as never,
    clientId: clientId(),
    body: 'Said while you were away.',
  });
  await context.setOffline(false);
  await message(page, 'Said while you were away.').waitFor({ timeout: 30_000 });
  await pending.waitFor({ state: 'detached' });
  await page.getByText('No connection.').waitFor({ state: 'detached' });
  const { page: history } = await mo.run('channel.open', {
    channelId: story.channels.random as never,
    around: 'newest',
  });
  const bodies = history.entries.map((entry) => ('body' in entry ? entry.body : ''));
  expect(bodies.filter((body) => body === 'Written in a tunnel.')).toHaveLength(1);
});

test('unread agrees on two tabs, and on two devices', async () => {
  const { sam, olive } = story.cast;
  const context = await enter(sam);
  const first = await open(context, at('launch'));
  const second = await open(context, at('launch'));
  const device2 = await open(await enter(sam), at('launch'));
  for (const page of [first, second, device2]) await composer(page).waitFor();
  const before = await unreadOf(first, 'design');
  await olive.run('message.post', {
    channelId: story.channels.design as never,
    clientId: clientId(),
    body: 'One more thing.',
  });
  for (const page of [first, second, device2])
    await expect.poll(() => unreadOf(page, 'design')).toBe(before + 1);
  await first.bringToFront();
  await first.getByRole('link', { name: /^design/ }).click();
  await message(first, 'One more thing.').waitFor();
  for (const page of [first, second, device2])
    await expect.poll(() => unreadOf(page, 'design'), { timeout: 10_000 }).toBe(0);
});

test('a permalink opens where it points, with what is around it; one to a reply opens its thread', async () => {
  const { ana } = story.cast;
  const context = await enter(ana);
  const page = await open(context, at('launch', `/${story.thread}`));
  const row = message(page, 'do we show the yearly price first');
  await row.waitFor();
  await expect.poll(() => row.evaluate((element) => getComputedStyle(element).animationName)).toBe('flash');
  const replies = await ana.run('message.history', {
    channelId: story.channels.launch as never,
    rootSeq: story.thread,
  });
  const reply = replies.entries.find((entry) => 'body' in entry && entry.body.startsWith('Three customers'));
  const second = await open(context, at('launch', `/${reply?.seq}`));
  await second
    .getByRole('complementary', { name: 'Thread' })
    .getByText('Three customers told me the same')
    .waitFor();
});

test('a draft survives a reload, and is on another device', async () => {
  const { olive } = story.cast;
  const page = await open(await enter(olive), at('design'));
  await composer(page).click();
  await page.keyboard.type('Half a thou');
  await expect
    .poll(async () => (await olive.run('draft.list', {})).drafts.map(({ body }) => body), { timeout: 10_000 })
    .toContain('Half a thou');
  await page.reload();
  await expect
    .poll(() =>
      composer(page)
        .innerText()
        .catch(() => ''),
    )
    .toContain('Half a thou');
  const other = await open(await enter(olive), at('design'));
  await expect
    .poll(() =>
      composer(other)
        .innerText()
        .catch(() => ''),
    )
    .toContain('Half a thou');
});

test('what is being typed when the editor arrives goes on where it was, blanks at its end included', async () => {
  const { olive } = story.cast;
  const context = await enter(olive);
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const asked = new Promise<void>((resolve) => {
    // The page asks for it, and so does the worker that keeps the page's code.
    void context.route(/RichEditor-[^/]*\.js$/, async (route) => {
      resolve();
      await arrived;
      await route.continue();
    });
  });
  const page = await open(context, at('random'));
  await asked;
  await page.locator('textarea').click();
  await page.keyboard.type('Two words ');
  arrive();
  await page.locator('.composer-field:focus').waitFor();
  await page.keyboard.type('and two more');
  await expect.poll(() => composer(page).innerText()).toBe('Two words and two more');
  await page.keyboard.press('Enter');
  await message(page, 'Two words and two more').waitFor();
});

describe('a phone', () => {
  test('first the list, then the channel, then the thread, each over the whole screen; back leads back', async () => {
    const { ana } = story.cast;
    const page = await open(await enter(ana, { phone: true }), server.url);
    await page.getByRole('link', { name: /^launch/ }).tap();
    await feed(page).waitFor();
    expect(await page.getByRole('navigation', { name: 'Workspace' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: /Yearly or monthly price first/ }).tap();
    await page.getByText('Three customers told me the same').waitFor();
    expect(await feed(page).isVisible()).toBe(false);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(390);
    await page.goBack();
    await feed(page).waitFor();
    await page.getByRole('link', { name: 'Back to the list' }).tap();
    await page.getByRole('navigation', { name: 'Workspace' }).waitFor();
  });
});
