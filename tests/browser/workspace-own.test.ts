/** What a person arranges, is told of and writes in their own way. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { closeDevices, composer, device, launch, message, open } from './browser.ts';
import { clientId, startServer, type TestServer } from './server.ts';
import { type Story, tellStory } from './story.ts';

let server: TestServer;
let story: Story;
let browser: Browser;

const enter = (person: Story['cast']['ana']) => device(browser, server, person);
const at = (channel: keyof Story['channels']) => `${server.url}/c/${story.channels[channel]}`;
const post = (person: Story['cast']['ana'], channelId: string, body: string) =>
  person.run('message.post', { channelId: channelId as never, clientId: clientId(), body, rootSeq: null });

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  story = await tellStory(server);
}, 60_000);
afterEach(closeDevices);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const sidebar = (page: Page) => page.getByRole('navigation', { name: 'Workspace' });
const link = (page: Page, name: string) =>
  sidebar(page)
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .first();
const channelsIn = async (page: Page, section: string) =>
  (await sidebar(page).getByRole('region', { name: section }).getByRole('listitem').allInnerTexts()).map(
    (text) => text.split('\n')[0],
  );
const sections = (page: Page) =>
  sidebar(page)
    .getByRole('region')
    .evaluateAll((regions) => regions.map((region) => region.getAttribute('aria-label')));

test('channels and sections are arranged by dragging and by menu, on all devices', async () => {
  const { ana } = story.cast;
  const { channels } = await ana.run('channel.list', {});
  for (const { channel, position } of channels)
    await ana.run('read.mark', { channelId: channel.id, rootSeq: null, seq: position.seq });
  const desk = await open(await enter(ana), at('general'));
  const other = await open(await enter(ana), at('general'));
  await composer(desk).waitFor();
  await expect.poll(() => channelsIn(other, 'Channels')).toEqual(['design', 'general', 'launch', 'lunch']);

  await link(desk, 'lunch').dragTo(link(desk, 'design'), { targetPosition: { x: 40, y: 3 } });
  await expect.poll(() => channelsIn(other, 'Channels')).toEqual(['lunch', 'design', 'general', 'launch']);
  const move = async (name: string, item: string) => {
    await link(desk, name).click({ button: 'right' });
    await desk.getByRole('menuitem', { name: 'Move', exact: true }).click();
    await desk.getByRole('menuitem', { name: item }).click();
  };
  await move('launch', 'Up');
  await expect.poll(() => channelsIn(other, 'Channels')).toEqual(['lunch', 'design', 'launch', 'general']);

  for (const [name, section] of [
    ['launch', 'Now'],
    ['design', 'Later'],
  ] as const) {
    await move(name, 'To a new section…');
    await desk.getByLabel('Name').fill(section);
    await desk.keyboard.press('Enter');
    await desk.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await expect.poll(() => sections(other)).toEqual(['Now', 'Later', 'Channels', 'Direct messages']);
  await desk.getByRole('button', { name: 'Section Later' }).click();
  await desk.getByRole('menuitem', { name: 'Move up' }).click();
  await expect.poll(() => sections(other)).toEqual(['Later', 'Now', 'Channels', 'Direct messages']);
  await desk.getByRole('button', { name: 'Section Now' }).click();
  await desk.getByRole('menuitem', { name: 'Remove the section' }).click();
  await expect.poll(() => sections(other)).toEqual(['Later', 'Channels', 'Direct messages']);
  await desk.reload();
  // What left a section stands by name, below what was given its place.
  await expect.poll(() => channelsIn(desk, 'Channels')).toEqual(['lunch', 'general', 'launch']);
});

test('a list to tick off is one, also after it was edited', async () => {
  const { ana } = story.cast;
  const page = await open(await enter(ana), at('random'));
  await post(ana, story.channels.random, 'To bring:\n\n- [x] bowls\n- [ ] soy sauce');
  const row = message(page, 'To bring');
  await row.waitFor();
  const ticked = () =>
    row.getByRole('checkbox').evaluateAll((all) => all.map((one) => one.matches(':checked')));
  expect(await ticked()).toEqual([true, false]);
  await composer(page).click();
  await page.keyboard.press('ArrowUp');
  await page.getByRole('textbox', { name: 'Edit the message' }).waitFor();
  await page.locator('.ProseMirror li').nth(1).waitFor();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' and chopsticks');
  await page.keyboard.press('Enter');
  await row.getByText('soy sauce and chopsticks').waitFor();
  expect(await ticked()).toEqual([true, false]);
});

test('a channel that one has not joined has its name; rich text that is pasted keeps its form', async () => {
  const { ana, mo } = story.cast;
  const { channel } = await mo.run('channel.create', {
    ...{ clientId: clientId(), kind: 'public', name: 'gardening' },
  });
  const page = await open(await enter(ana), at('random'));
  await post(mo, story.channels.random, `Tomatoes are in <#${channel.id}>`);
  await page.getByRole('link', { name: '#gardening' }).waitFor();

  await page.locator('.composer-field').click();
  await page.evaluate(async () => {
    const html = new Blob(
      ['<p>So <b>ripe</b> and <a href="https://seeds.example/">cheap</a></p><ul><li>red</li></ul>'],
      {
        type: 'text/html',
      },
    );
    const plain = new Blob(['So ripe and cheap'], { type: 'text/plain' });
    await navigator.clipboard.write([new ClipboardItem({ 'text/html': html, 'text/plain': plain })]);
  });
  await page.keyboard.press('Control+v');
  await page.locator('.composer-field strong').waitFor();
  await page.keyboard.press('Enter');
  const row = message(page, 'So ripe and cheap');
  await row.waitFor();
  expect(await row.locator('strong').innerText()).toBe('ripe');
  expect(await row.locator('a[href="https://seeds.example/"]').innerText()).toBe('cheap');
  expect(await row.getByRole('listitem').innerText()).toBe('red');
});

/** A browser that shows notifications and plays sounds into a list; `away` takes a tab out of the front. */
async function withNotices(person: Story['cast']['ana']) {
  const context = await enter(person);
  await context.addInitScript(() => {
    const shown: object[] = [];
    const state = { shown, sounds: 0, away: false };
    class Shown extends EventTarget {
      static readonly permission = 'granted';
      constructor(title: string, { body }: { body: string }) {
        super();
        shown.push({ title, body });
      }
    }
    class Silent extends AudioContext {
      override createOscillator() {
        state.sounds += 1;
        return super.createOscillator();
      }
    }
    const hasFocus = document.hasFocus.bind(document);
    document.hasFocus = () => !state.away && hasFocus();
    Object.assign(globalThis, { Notification: Shown, AudioContext: Silent, notices: state });
  });
  return context;
}

type NoticeState = { shown: object[]; sounds: number; away: boolean };
const noticesOf = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { notices: NoticeState }).notices);
const setAway = (page: Page, away: boolean) =>
  page.evaluate((on) => {
    (globalThis as unknown as { notices: NoticeState }).notices.away = on;
    window.dispatchEvent(new Event(on ? 'blur' : 'focus'));
  }, away);
const inThreads = async (context: BrowserContext) => {
  const page = await open(context, `${server.url}/threads`);
  await page.getByRole('heading', { name: 'Threads' }).waitFor();
  await link(page, 'general').waitFor();
  return page;
};

test('a desktop notice says why it came', async () => {
  const { ana, mo } = story.cast;
  await ana.run('preferences.set', { desktop: true });
  const page = await inThreads(await withNotices(ana));
  await setAway(page, true);
  await post(mo, story.channels.general, `<@${ana.id}> look at this`);
  await expect
    .poll(async () => (await noticesOf(page)).shown)
    .toEqual([
      { title: 'Mo Mendez · #general', body: '@Ana Alvarez look at this\nBecause your name was mentioned' },
    ]);
});

test('of two tabs the one in front tells, once; of what is read in one the other does not ring', async () => {
  const { ana, mo } = story.cast;
  await ana.run('preferences.set', { desktop: true, sound: true });
  const context = await withNotices(ana);
  const leading = await inThreads(context);
  const front = await inThreads(context);
  // Browsers play nothing before a page was touched.
  for (const page of [leading, front]) await page.getByRole('heading', { name: 'Threads' }).click();
  await setAway(leading, true);

  await post(mo, story.channels.general, `<@${ana.id}> lunch?`);
  await front.getByText('lunch?').first().waitFor();
  await expect.poll(async () => (await noticesOf(front)).sounds).toBe(2);
  // What comes later on the same connections is heard after it.
  await front.goto(`${server.url}/c/${story.channels.general}`);
  await composer(front).click();
  await post(mo, story.channels.general, `<@${ana.id}> are you coming?`);
  await message(front, 'are you coming?').waitFor();
  await setAway(front, true);
  await post(mo, story.channels.general, `<@${ana.id}> we have gone`);
  await expect
    .poll(async () => (await noticesOf(leading)).shown)
    .toEqual([
      { title: 'Mo Mendez · #general', body: '@Ana Alvarez we have gone\nBecause your name was mentioned' },
    ]);
  expect((await noticesOf(leading)).sounds).toBe(2);
  expect(await noticesOf(front)).toMatchObject({ shown: [], sounds: 0 });
});
